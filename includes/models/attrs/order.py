"""An order and its life: placed, paid, shipped, or cancelled on the way."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4

from attrs import evolve, frozen

from .errors import CurrencyMismatch, EmptyOrder, ForbiddenTransition
from .money import Money


class OrderStatus(StrEnum):
    """Where an order is in its life."""

    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


NEXT_STATUSES = {
    OrderStatus.PLACED: {OrderStatus.PAID, OrderStatus.CANCELLED},
    OrderStatus.PAID: {OrderStatus.SHIPPED, OrderStatus.CANCELLED},
    OrderStatus.SHIPPED: frozenset[OrderStatus](),
    OrderStatus.CANCELLED: frozenset[OrderStatus](),
}


@frozen
class Item:
    """Some pieces of one product at one price."""

    sku: str
    quantity: int
    unit_price: Money


@frozen
class Order:
    """What a customer ordered.

    An order never changes: each step returns the order's next version.
    """

    id: UUID
    currency: str
    items: tuple[Item, ...]
    placed_at: datetime
    status: OrderStatus = OrderStatus.PLACED
    version: int = 1
    confirmed_at: datetime | None = None

    @classmethod
    def place(cls, currency: str, items: Sequence[Item], at: datetime) -> "Order":
        """Start an order of at least one item, all priced in its currency."""
        if not items:
            raise EmptyOrder
        for item in items:
            if item.unit_price.currency != currency:
                raise CurrencyMismatch(currency, item.unit_price.currency)
        return cls(id=uuid4(), currency=currency, items=tuple(items), placed_at=at)

    @property
    def total(self) -> Money:
        """What the customer owes, in the order's own currency."""
        zero = Money(Decimal(0), self.currency)
        return sum((item.unit_price * item.quantity for item in self.items), zero)

    def is_like(self, other: "Order") -> bool:
        """Return whether the same items were ordered in the same currency."""
        return (self.currency, self.items) == (other.currency, other.items)

    def pay(self) -> "Order":
        """Take the payment."""
        return self._become(OrderStatus.PAID)

    def ship(self) -> "Order":
        """Hand the order to the carrier."""
        return self._become(OrderStatus.SHIPPED)

    def cancel(self) -> "Order":
        """Call the order off, which its shipping rules out."""
        return self._become(OrderStatus.CANCELLED)

    def _become(self, status: OrderStatus) -> "Order":
        if status not in NEXT_STATUSES[self.status]:
            raise ForbiddenTransition(self.status, status)
        return evolve(self, status=status, version=self.version + 1)
