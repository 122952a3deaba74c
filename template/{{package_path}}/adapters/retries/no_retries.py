"""Makes each call once."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from ...config.settings import Settings

T = TypeVar("T")


class NoRetries:
    """Leaves it to the caller to try again."""

    async def call(self, operation: Callable[[], Awaitable[T]]) -> T:
        """Return what the call returns, or raise what it raises."""
        return await operation()


def make_retries(settings: Settings) -> NoRetries:
    """Make the retries that are none."""
    return NoRetries()
