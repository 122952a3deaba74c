"""Tries a call again after a growing and random wait, by tenacity."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from ...config.settings import Settings
from ..ports import TemporaryFailure

T = TypeVar("T")

LONGEST_WAIT = 5.0  # seconds


class TenacityRetries:
    """Tries again what may pass, and gives up on what will not."""

    def __init__(self, attempts: int, first_wait: float) -> None:
        self._retrying = AsyncRetrying(
            retry=retry_if_exception_type(TemporaryFailure),
            stop=stop_after_attempt(attempts),
            wait=wait_random_exponential(multiplier=first_wait, max=LONGEST_WAIT),
            reraise=True,
        )

    async def call(self, operation: Callable[[], Awaitable[T]]) -> T:
        """Return the first success, or raise the last failure."""

        # Tenacity awaits only what was defined with `async def`.
        async def attempt() -> T:
            return await operation()

        return await self._retrying(attempt)


def make_retries(settings: Settings) -> TenacityRetries:
    """Make the retries for the exchange-rate service."""
    return TenacityRetries(settings.rates_attempts, settings.rates_retry_wait)
