"""Tries a call again after a growing and random wait, by aioretry."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aioretry.retry import RetryInfo, RetryPolicyStrategy, retry

from ...config.settings import Settings
from ..ports import TemporaryFailure

T = TypeVar("T")

LONGEST_WAIT = 5.0  # seconds


class AioretryRetries:
    """Tries again what may pass, and gives up on what will not."""

    def __init__(self, attempts: int, first_wait: float, deadline: float) -> None:
        self._attempts = attempts
        self._first_wait = first_wait
        self._deadline = deadline

    async def call(self, operation: Callable[[], Awaitable[T]]) -> T:
        """Return the first success, or raise the last failure."""

        @retry(self._policy)
        async def attempt() -> T:
            return await operation()

        try:
            async with asyncio.timeout(self._deadline):
                return await attempt()
        except TimeoutError as error:
            raise TemporaryFailure("No success before the deadline.") from error

    def _policy(self, info: RetryInfo) -> RetryPolicyStrategy:
        hopeless = not isinstance(info.exception, TemporaryFailure)
        longest = min(LONGEST_WAIT, self._first_wait * 2 ** (info.fails - 1))
        # Callers that failed together must not all come back together.
        wait = random.uniform(0, longest)
        return hopeless or info.fails >= self._attempts, wait


def make_retries(settings: Settings) -> AioretryRetries:
    """Make the retries for the exchange-rate service."""
    return AioretryRetries(
        settings.rates_attempts,
        settings.rates_retry_wait,
        settings.rates_deadline,
    )
