"""Exchange rates from a service that may fail."""

from decimal import Decimal

from ...domain.errors import RatesUnavailable
from ...domain.ports import Rates
from ..ports import CircuitOpen, Guard, TemporaryFailure


class ResilientRates:
    """Guards each call; every attempt counts for the circuit."""

    def __init__(self, rates: Rates, retries: Guard, circuit: Guard) -> None:
        self._rates = rates
        self._retries = retries
        self._circuit = circuit

    async def rate(self, base: str, quote: str) -> Decimal:
        """Return what one unit of `base` costs in `quote`."""

        async def ask() -> Decimal:
            return await self._rates.rate(base, quote)

        async def attempt() -> Decimal:
            return await self._circuit.call(ask)

        try:
            return await self._retries.call(attempt)
        except (TemporaryFailure, CircuitOpen) as error:
            raise RatesUnavailable from error
