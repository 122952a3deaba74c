"""Stops calling a service that keeps failing, by purgatory."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from ...config.settings import Settings
from ..ports import CircuitOpen, TemporaryFailure

T = TypeVar("T")


def is_an_answer(error: BaseException) -> bool:
    """Say whether the service answered, though not as hoped."""
    return not isinstance(error, TemporaryFailure)


class PurgatoryCircuit:
    """Opens after a number of failures in a row, and tries again after a while."""

    def __init__(self, failures: int, reset_after: float) -> None:
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=failures,
            default_ttl=reset_after,
            exclude=[(BaseException, is_an_answer)],
        )

    async def call(self, operation: Callable[[], Awaitable[T]]) -> T:
        """Make the call, or raise `CircuitOpen` without making it."""
        try:
            async with await self._breakers.get_breaker("rates"):
                return await operation()
        except OpenedState as error:
            # The same error is raised each time: its traceback would only grow.
            raise CircuitOpen from error.with_traceback(None)


def make_circuit(settings: Settings) -> PurgatoryCircuit:
    """Make the circuit breaker for the exchange-rate service."""
    return PurgatoryCircuit(settings.rates_failures_to_open, settings.rates_reset_after)
