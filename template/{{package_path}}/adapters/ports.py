"""The shapes that make adapters of the same kind interchangeable."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ..config.settings import Settings
from ..domain.ports import KnownRates, Orders, Rates
from ..services.jobs import Job, JobQueue

T = TypeVar("T")


class TemporaryFailure(Exception):
    """A call to another service failed in a way that may pass."""


class CircuitOpen(Exception):
    """A call was not made, because too many before it have failed."""


class Guard(Protocol):
    """Something that stands between a caller and a call that may fail."""

    async def call(self, operation: Callable[[], Awaitable[T]]) -> T:
        """Return what the operation returns, or raise what it raises in the end."""
        ...


@dataclass(frozen=True, slots=True)
class Storage:
    """What the service keeps."""

    orders: Orders
    known_rates: KnownRates


class OpenStorage(Protocol):
    """Connects to where things are kept, for as long as the context lasts."""

    def __call__(self, settings: Settings) -> AbstractAsyncContextManager[Storage]:
        """Open the connection with these settings."""
        ...


class OpenJobs(Protocol):
    """Connects to the queue of jobs, for as long as the context lasts.

    A queue without workers of its own runs the jobs with what it is handed.
    """

    def __call__(
        self,
        settings: Settings,
        run: Callable[[Job], Awaitable[None]],
    ) -> AbstractAsyncContextManager[JobQueue]:
        """Open the connection with these settings."""
        ...


class OpenRates(Protocol):
    """Connects to the exchange-rate service, for as long as the context lasts.

    The client raises `TemporaryFailure` for what may pass, so that guards can tell.
    """

    def __call__(self, settings: Settings) -> AbstractAsyncContextManager[Rates]:
        """Open the connection with these settings."""
        ...


class MakeGuard(Protocol):
    """Makes the guard for one service that is called."""

    def __call__(self, settings: Settings) -> Guard:
        """Make the guard with these settings."""
        ...
