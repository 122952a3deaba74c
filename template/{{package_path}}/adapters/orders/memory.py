"""Orders and rates in this process's memory, gone when it ends."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from ...config.settings import Settings
from ...domain.errors import ConcurrentUpdate, OrderNotFound
from ...domain.order import Order, OrderStatus
from ...domain.ports import KnownRate, Position
from ..ports import Storage


class MemoryOrders:
    """Keeps orders in a dictionary."""

    def __init__(self) -> None:
        self._orders: dict[UUID, Order] = {}

    async def add(self, order: Order) -> None:
        """Keep a new order."""
        self._orders[order.id] = order

    async def get(self, order_id: UUID) -> Order:
        """Return an order, or raise `OrderNotFound`."""
        try:
            return self._orders[order_id]
        except KeyError:
            raise OrderNotFound(order_id) from None

    async def save(self, order: Order) -> None:
        """Keep an order's next version, or raise `ConcurrentUpdate`."""
        kept = await self.get(order.id)
        if kept.version != order.version - 1:
            raise ConcurrentUpdate(order.id)
        self._orders[order.id] = replace(order, confirmed_at=kept.confirmed_at)

    async def confirm(self, order_id: UUID, at: datetime) -> bool:
        """Note when the customer was told; say whether that was not noted before."""
        order = await self.get(order_id)
        if order.confirmed_at is not None:
            return False
        self._orders[order_id] = replace(order, confirmed_at=at)
        return True

    async def unconfirmed(
        self,
        placed_after: datetime,
        placed_before: datetime,
        limit: int,
    ) -> Sequence[UUID]:
        """Return the ids of up to `limit` orders whose customers were not told."""
        orders = [
            order
            for order in self._orders.values()
            if placed_after <= order.placed_at <= placed_before
            and order.confirmed_at is None
            and order.status is not OrderStatus.CANCELLED
        ]
        orders.sort(key=lambda order: order.placed_at)
        return [order.id for order in orders[:limit]]

    async def page(
        self,
        status: OrderStatus | None,
        after: Position | None,
        limit: int,
    ) -> Sequence[Order]:
        """Return up to `limit` orders that come after a position, newest first."""
        orders = [
            order
            for order in self._orders.values()
            if (status is None or order.status is status)
            and (
                after is None
                or (order.placed_at, order.id) < (after.placed_at, after.order_id)
            )
        ]
        orders.sort(key=lambda order: (order.placed_at, order.id), reverse=True)
        return orders[:limit]

    async def ping(self) -> None:
        """Do nothing: memory is always within reach."""


class MemoryRates:
    """Keeps rates in a dictionary."""

    def __init__(self) -> None:
        self._rates: dict[tuple[str, str], KnownRate] = {}

    async def find(self, base: str, quote: str) -> KnownRate | None:
        """Return the rate from one currency to another, if it is known."""
        return self._rates.get((base, quote))

    async def keep(self, base: str, quote: str, known: KnownRate) -> None:
        """Keep a rate in the place of the one known before."""
        self._rates[base, quote] = known

    async def pairs(self) -> Sequence[tuple[str, str]]:
        """Return the pairs of currencies whose rate is known."""
        return list(self._rates)


@asynccontextmanager
async def open_storage(settings: Settings) -> AsyncGenerator[Storage, None]:
    """Start with nothing."""
    yield Storage(MemoryOrders(), MemoryRates())
