"""One thread at a time: what is in memory is shared by all of them."""

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

LOCK = RLock()


def locked(method: Callable[P, T]) -> Callable[P, T]:
    """Let nobody else in until a call has ended."""

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        with LOCK:
            return method(*args, **kwargs)

    return call
