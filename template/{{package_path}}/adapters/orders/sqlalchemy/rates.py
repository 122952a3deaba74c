"""Exchange rates in a SQL database, one transaction a call."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from ....domain.ports import KnownRate
from .tables import RateRow


class SqlRates:
    """Keeps rates in a table."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def find(self, base: str, quote: str) -> KnownRate | None:
        """Return the rate from one currency to another, if it is known."""
        async with self._sessions() as session:
            row = await session.get(RateRow, (base, quote))
        return None if row is None else KnownRate(Decimal(row.rate), row.asked_at)

    async def keep(self, base: str, quote: str, known: KnownRate) -> None:
        """Keep a rate in the place of the one known before."""
        row = RateRow(
            base=base,
            quote=quote,
            rate=str(known.rate),
            asked_at=known.asked_at,
        )
        try:
            async with self._sessions.begin() as session:
                await session.merge(row)
        except IntegrityError:
            # Somebody else has just kept the first rate of this pair, as fresh as ours.
            return

    async def pairs(self) -> Sequence[tuple[str, str]]:
        """Return the pairs of currencies whose rate is known."""
        query = select(RateRow.base, RateRow.quote)
        async with self._sessions() as session:
            return [(base, quote) for base, quote in await session.execute(query)]
