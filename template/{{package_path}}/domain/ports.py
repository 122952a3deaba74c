"""What the use cases need from the outside world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from .order import Order, OrderStatus


@dataclass(frozen=True, slots=True)
class Position:
    """The place of an order in the list: newest first, ids break ties."""

    placed_at: datetime
    order_id: UUID


class Orders(Protocol):
    """Where orders are kept."""

    async def add(self, order: Order) -> None:
        """Keep a new order."""
        ...

    async def get(self, order_id: UUID) -> Order:
        """Return an order, or raise `OrderNotFound`."""
        ...

    async def save(self, order: Order) -> None:
        """Keep an order's next version.

        Raise `ConcurrentUpdate` when the version kept is not the one just before.
        """
        ...

    async def page(
        self,
        status: OrderStatus | None,
        after: Position | None,
        limit: int,
    ) -> Sequence[Order]:
        """Return up to `limit` orders that come after a position, newest first."""
        ...

    async def ping(self) -> None:
        """Raise an error when orders cannot be reached."""
        ...


class Rates(Protocol):
    """Today's exchange rates."""

    async def rate(self, base: str, quote: str) -> Decimal:
        """Return what one unit of `base` costs in `quote`.

        Raise `UnknownCurrency` when there is no such rate, and `RatesUnavailable`
        when no answer could be had.
        """
        ...
