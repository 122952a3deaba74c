"""The tables that orders are kept in."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....domain.order import OrderStatus
from .base import Base
from .database import EXACT, TIMESTAMP

# A new status needs a migration by hand: Alembic does not compare check constraints.
STATUSES = ", ".join(f"'{status}'" for status in OrderStatus)


class OrderRow(Base):
    """An order."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(f"status IN ({STATUSES})", name="status"),
        Index(None, "placed_at", "id"),
        Index(None, "status", "placed_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))
    placed_at: Mapped[datetime] = mapped_column(TIMESTAMP)
    status: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    confirmed_at: Mapped[datetime | None] = mapped_column(TIMESTAMP)
    claimed_until: Mapped[datetime | None] = mapped_column(TIMESTAMP)
    idempotency_key: Mapped[UUID | None] = mapped_column(unique=True, index=True)
    items: Mapped[list["ItemRow"]] = relationship(
        order_by="ItemRow.position",
        lazy="raise",
    )


class ItemRow(Base):
    """An item of an order; the position keeps the items in their order."""

    __tablename__ = "order_items"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sku: Mapped[str] = mapped_column(String(64))
    quantity: Mapped[int]
    unit_price: Mapped[Decimal] = mapped_column(EXACT)
