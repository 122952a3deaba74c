"""Orders in a SQL database, one transaction a call."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import joinedload, selectinload

from ....domain.errors import ConcurrentUpdate, OrderNotFound
from ....domain.order import Order, OrderStatus
from ....domain.ports import Position
from .mapping import to_order, to_row
from .tables import OrderRow

# Built once: building it takes about as long as running it.
ONE_ORDER = (
    select(OrderRow)
    .where(OrderRow.id == bindparam("order_id"))
    .options(joinedload(OrderRow.items))
)


class SqlOrders:
    """Keeps orders in tables."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def add(self, order: Order) -> None:
        """Keep a new order."""
        async with self._sessions.begin() as session:
            session.add(to_row(order))

    async def get(self, order_id: UUID) -> Order:
        """Return an order, or raise `OrderNotFound`."""
        async with self._sessions() as session:
            found = await session.scalars(ONE_ORDER, {"order_id": order_id})
            row = found.unique().one_or_none()
        if row is None:
            raise OrderNotFound(order_id)
        return to_order(row)

    async def save(self, order: Order) -> None:
        """Keep an order's next version, or raise `ConcurrentUpdate`."""
        change = (
            update(OrderRow)
            .where(OrderRow.id == order.id, OrderRow.version == order.version - 1)
            .values(status=order.status.value, version=order.version)
        )
        async with self._sessions.begin() as session:
            connection = await session.connection()
            result = await connection.execute(change)
        if result.rowcount == 0:
            await self.get(order.id)
            raise ConcurrentUpdate(order.id)

    async def confirm(self, order_id: UUID, at: datetime) -> bool:
        """Note when the customer was told; say whether that was not noted before."""
        change = (
            update(OrderRow)
            .where(OrderRow.id == order_id, OrderRow.confirmed_at.is_(None))
            .values(confirmed_at=at)
        )
        async with self._sessions.begin() as session:
            connection = await session.connection()
            result = await connection.execute(change)
        if result.rowcount == 0:
            await self.get(order_id)
            return False
        return True

    async def unconfirmed(
        self,
        placed_after: datetime,
        placed_before: datetime,
        limit: int,
    ) -> Sequence[UUID]:
        """Return the ids of up to `limit` orders whose customers were not told."""
        query = (
            select(OrderRow.id)
            .where(
                OrderRow.placed_at.between(placed_after, placed_before),
                OrderRow.confirmed_at.is_(None),
                OrderRow.status != OrderStatus.CANCELLED.value,
            )
            .order_by(OrderRow.placed_at)
            .limit(limit)
        )
        async with self._sessions() as session:
            return (await session.scalars(query)).all()

    async def page(
        self,
        status: OrderStatus | None,
        after: Position | None,
        limit: int,
    ) -> Sequence[Order]:
        """Return up to `limit` orders that come after a position, newest first."""
        query = (
            select(OrderRow)
            .order_by(OrderRow.placed_at.desc(), OrderRow.id.desc())
            .limit(limit)
            .options(selectinload(OrderRow.items))
        )
        if status is not None:
            query = query.where(OrderRow.status == status.value)
        if after is not None:
            # Not a comparison of pairs: not every database uses its index for one.
            query = query.where(
                OrderRow.placed_at <= after.placed_at,
                or_(
                    OrderRow.placed_at < after.placed_at,
                    OrderRow.id < after.order_id,
                ),
            )
        async with self._sessions() as session:
            rows = (await session.scalars(query)).all()
        return [to_order(row) for row in rows]

    async def ping(self) -> None:
        """Raise an error when the database cannot be reached."""
        async with self._sessions() as session:
            await session.execute(select(1))
