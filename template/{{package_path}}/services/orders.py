"""Placing orders and taking them through their life."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from ..domain.errors import QueueUnavailable
from ..domain.money import Money
from ..domain.order import Item, Order, OrderStatus
from ..domain.ports import Orders, Position, Rates
from .jobs import JobQueue, SendConfirmation


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A stretch of the list of orders, and where it goes on, if it does."""

    orders: Sequence[Order]
    end: Position | None


@dataclass(frozen=True, slots=True)
class OrderService:
    """The use cases around orders."""

    orders: Orders
    rates: Rates
    queue: JobQueue

    async def place(self, currency: str, items: Sequence[Item]) -> Order:
        """Accept a new order, and have its customer told."""
        order = Order.place(currency, items, at=datetime.now(UTC))
        await self.orders.add(order)
        try:
            await self.queue.enqueue(SendConfirmation(order_id=order.id))
        except QueueUnavailable:
            # The customer will hear of no order: there must not be one.
            await self.orders.save(order.cancel())
            raise
        return order

    async def get(self, order_id: UUID) -> Order:
        """Look an order up."""
        return await self.orders.get(order_id)

    async def page(
        self,
        status: OrderStatus | None,
        after: Position | None,
        limit: int,
    ) -> OrderPage:
        """List orders, newest first, a page at a time."""
        found = await self.orders.page(status, after, limit + 1)
        orders = found[:limit]
        if len(found) <= limit:
            return OrderPage(orders, end=None)
        last = orders[-1]
        return OrderPage(orders, end=Position(last.placed_at, last.id))

    async def pay(self, order_id: UUID) -> Order:
        """Record the payment of an order."""
        order = (await self.orders.get(order_id)).pay()
        await self.orders.save(order)
        return order

    async def ship(self, order_id: UUID) -> Order:
        """Record that an order left the house."""
        order = (await self.orders.get(order_id)).ship()
        await self.orders.save(order)
        return order

    async def cancel(self, order_id: UUID) -> Order:
        """Call an order off."""
        order = (await self.orders.get(order_id)).cancel()
        await self.orders.save(order)
        return order

    async def total(self, order_id: UUID, currency: str) -> Money:
        """Say what an order costs in a currency, at today's rate."""
        total = (await self.orders.get(order_id)).total
        if currency == total.currency:
            return total
        rate = await self.rates.rate(total.currency, currency)
        return total.convert(rate, currency)
