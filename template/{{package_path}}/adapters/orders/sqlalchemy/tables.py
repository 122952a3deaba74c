"""The tables that orders and exchange rates are kept in."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from ....domain.order import OrderStatus
from .database import EXACT, TIMESTAMP

STATUSES = ", ".join(f"'{status}'" for status in OrderStatus)

# Each constraint has a name, so that a migration can change it.
metadata = MetaData(
    naming_convention={
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)


class Base(DeclarativeBase):
    """The base of all tables."""

    metadata = metadata


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


class RateRow(Base):
    """What one unit of a currency costs in another, digit by digit as it was told."""

    __tablename__ = "rates"

    base: Mapped[str] = mapped_column(String(3), primary_key=True)
    quote: Mapped[str] = mapped_column(String(3), primary_key=True)
    rate: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(TIMESTAMP)
