"""The table of jobs that the queue has not got yet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base
from .database import TIMESTAMP


class MessageRow(Base):
    """A job, as JSON; one that is given up has no due time."""

    __tablename__ = "outbox"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(Text)
    failures: Mapped[int]
    due_at: Mapped[datetime | None] = mapped_column(TIMESTAMP, index=True)
