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

    async def confirm(self, order_id: UUID, at: datetime) -> bool:
        """Note when the customer was told of the order, if that was not noted before.

        Say whether it was the first time. It makes no new version of the order.
        """
        ...

    async def unconfirmed(
        self,
        placed_after: datetime,
        placed_before: datetime,
        limit: int,
    ) -> Sequence[UUID]:
        """Return the ids of up to `limit` orders whose customers were not told.

        They were placed between these times, oldest first, and are not cancelled.
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


@dataclass(frozen=True, slots=True)
class KnownRate:
    """What a unit of one currency cost in another when it was last asked for."""

    rate: Decimal
    asked_at: datetime


class KnownRates(Protocol):
    """Where exchange rates are kept that were asked for."""

    async def find(self, base: str, quote: str) -> KnownRate | None:
        """Return the rate from one currency to another, if it is known."""
        ...

    async def keep(self, base: str, quote: str, known: KnownRate) -> None:
        """Keep a rate in the place of the one known before."""
        ...

    async def pairs(self) -> Sequence[tuple[str, str]]:
        """Return the pairs of currencies whose rate is known."""
        ...


class Rates(Protocol):
    """Today's exchange rates."""

    async def rate(self, base: str, quote: str) -> Decimal:
        """Return what one unit of `base` costs in `quote`.

        Raise `UnknownCurrency` when there is no such rate, and `RatesUnavailable`
        when no answer could be had.
        """
        ...
