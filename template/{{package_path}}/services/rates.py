"""Exchange rates: asked for when needed, and known for a while from then on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import structlog
from structlog.typing import FilteringBoundLogger

from ..domain.errors import RatesUnavailable, UnknownCurrency
from ..domain.ports import KnownRate, KnownRates, Rates

log: FilteringBoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class RateService:
    """The use cases around exchange rates."""

    rates: Rates
    known: KnownRates
    max_age: timedelta

    async def rate(self, base: str, quote: str) -> Decimal:
        """Return what one unit of `base` costs in `quote`."""
        known = await self.known.find(base, quote)
        if known is not None and datetime.now(UTC) - known.asked_at < self.max_age:
            return known.rate
        return await self._ask(base, quote)

    async def refresh(self) -> None:
        """Ask for every known rate anew; what one answers does not keep the others."""
        for base, quote in await self.known.pairs():
            try:
                await self._ask(base, quote)
            except (RatesUnavailable, UnknownCurrency) as error:
                reason = str(error)
                log.warning("rate not refreshed", base=base, quote=quote, reason=reason)

    async def _ask(self, base: str, quote: str) -> Decimal:
        rate = await self.rates.rate(base, quote)
        await self.known.keep(base, quote, KnownRate(rate, datetime.now(UTC)))
        return rate
