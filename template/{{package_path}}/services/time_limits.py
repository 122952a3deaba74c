"""How long something may take, where it cannot be interrupted: in threads."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from time import monotonic
from typing import TypeVar

from ..config.logs import get_logger

log = get_logger(__name__)

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what a call returns, or raise `TimeoutError` when that takes too long.

    The call goes on in its thread until it ends by itself.
    """
    threads = ThreadPoolExecutor(max_workers=1)
    try:
        return threads.submit(copy_context().run, call).result(seconds)
    finally:
        threads.shutdown(wait=False)


def joined_within(seconds: float, chunks: Iterable[bytes]) -> bytes:
    """Return the chunks as one, or raise `TimeoutError` if they arrive too slowly."""
    ends_at = monotonic() + seconds
    joined = bytearray()
    for chunk in chunks:
        if monotonic() > ends_at:
            raise TimeoutError
        joined += chunk
    return bytes(joined)


@contextmanager
def overtime_logged(limit: timedelta) -> Generator[None, None, None]:
    """Log it when what is done in here takes longer."""
    started = monotonic()
    try:
        yield
    finally:
        seconds = monotonic() - started
        if seconds > limit.total_seconds():
            log.warning("took too long", seconds=round(seconds, 1))
