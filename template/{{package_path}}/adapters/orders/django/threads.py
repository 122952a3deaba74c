"""Where the ORM's work is done: it waits, so it must not do so in the event loop."""

import asyncio
from collections.abc import Callable
from functools import wraps
from types import CoroutineType
from typing import Any, ParamSpec, TypeVar, cast

from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")


def in_thread(work: Callable[P, T]) -> Callable[P, "CoroutineType[Any, Any, T]"]:
    """Have a piece of work done in a thread, by a connection of its own.

    Django closes connections at the end of a request, and in that request's thread.
    Jobs are no requests: so here the work itself closes what it has opened.
    """

    def connected(*args: P.args, **kwargs: P.kwargs) -> T:
        close_old_connections()
        try:
            return work(*args, **kwargs)
        finally:
            close_old_connections()

    @wraps(work)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        # Nothing outlives the work: any thread will do, and several work at a time.
        return await asyncio.to_thread(connected, *args, **kwargs)

    return cast("Callable[P, CoroutineType[Any, Any, T]]", run)
