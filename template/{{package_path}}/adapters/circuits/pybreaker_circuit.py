"""Stops calling a service that keeps failing, by pybreaker."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pybreaker import CircuitBreaker, CircuitBreakerError

from ...config.settings import Settings
from ..ports import CircuitOpen, TemporaryFailure

T = TypeVar("T")


def is_an_answer(error: BaseException) -> bool:
    """Say whether the service answered, though not as hoped."""
    return not isinstance(error, TemporaryFailure)


class PybreakerCircuit:
    """Opens after a number of failures in a row, and tries again after a while."""

    def __init__(self, failures: int, reset_after: float) -> None:
        self._breaker = CircuitBreaker(
            fail_max=failures,
            reset_timeout=reset_after,
            exclude=[is_an_answer],
            throw_new_error_on_trip=False,
        )

    async def call(self, operation: Callable[[], Awaitable[T]]) -> T:
        """Make the call, or raise `CircuitOpen` without making it."""
        try:
            # The decorator would not wait for the coroutine, and so never open.
            with self._breaker.calling():
                return await operation()
        except CircuitBreakerError as error:
            raise CircuitOpen from error


def make_circuit(settings: Settings) -> PybreakerCircuit:
    """Make the circuit breaker for the exchange-rate service."""
    return PybreakerCircuit(settings.rates_failures_to_open, settings.rates_reset_after)
