"""Doing several things at once, and not for ever, as asyncio's functions do."""

import signal
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

T = TypeVar("T")


def gather(
    *calls: Callable[[], T],
    return_exceptions: bool = False,
) -> list[T | BaseException]:
    """Make all calls at once, and return what each returned or, if asked to, raised."""
    with ThreadPoolExecutor(len(calls)) as threads:
        futures = [threads.submit(call) for call in calls]
    if not return_exceptions:
        return [future.result() for future in futures]
    return [future.exception() or future.result() for future in futures]


@contextmanager
def timeout(seconds: int) -> Generator[None, None, None]:
    """Raise `TimeoutError` when what is done in here takes too long."""

    def give_up(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
