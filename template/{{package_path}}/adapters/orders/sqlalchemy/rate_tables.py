"""The table that exchange rates are kept in."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base
from .database import TIMESTAMP


class RateRow(Base):
    """What one unit of a currency costs in another, digit by digit as it was told."""

    __tablename__ = "rates"

    base: Mapped[str] = mapped_column(String(3), primary_key=True)
    quote: Mapped[str] = mapped_column(String(3), primary_key=True)
    rate: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(TIMESTAMP)
