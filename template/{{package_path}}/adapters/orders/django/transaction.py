"""A transaction of the ORM for async code: Django ties connections to threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import wraps
from types import CoroutineType, TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from asgiref.sync import sync_to_async
from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
)
from django.db.transaction import Atomic, atomic

from ....services.unit_of_work import StorageUnavailable

P = ParamSpec("P")
T = TypeVar("T")


class Transaction:
    """A thread with a connection of its own; the first change begins a transaction.

    What is only read needs none, and not every database lets a transaction that has
    read something change it when another one has done so in between.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._atomic: Atomic | None = None

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function in the thread."""
        in_thread = sync_to_async(work, thread_sensitive=False, executor=self._thread)
        return await in_thread(*args, **kwargs)

    def begin(self) -> None:
        """Begin the transaction, if that has not happened yet."""
        if self._atomic is None:
            begun = atomic()
            begun.__enter__()
            self._atomic = begun

    def end(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Commit, or roll back after an error, and close the connection."""
        used = connection.connection
        try:
            if self._atomic is not None:
                self._atomic.__exit__(kind, error, trace)
            if isinstance(error, (InterfaceError, OperationalError)):
                raise error
        except (InterfaceError, OperationalError) as failure:
            # Django replaces a connection that it cannot roll back. Other such errors
            # are no outage: a deadlock, say, or a missing table.
            is_kept = used is not None and connection.connection is used
            if is_kept and connection.is_usable():
                raise
            raise StorageUnavailable from failure
        finally:
            close_old_connections()

    async def __aenter__(self) -> "Transaction":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Whoever waits may be cancelled; the transaction and the connection must end.
        ending = self._thread.submit(copy_context().run, self.end, kind, error, trace)
        self._thread.shutdown(wait=False)
        await asyncio.shield(asyncio.wrap_future(ending))


class Repository:
    """Objects that are read and changed in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction


R = TypeVar("R", bound=Repository)
Method = Callable[Concatenate[R, P], T]


def reads(method: Method[R, P, T]) -> "Method[R, P, CoroutineType[Any, Any, T]]":
    """Run a method of a repository in the thread of its transaction."""

    @wraps(method)
    async def run(repository: R, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await repository.transaction.run(method, repository, *args, **kwargs)

    return cast("Method[R, P, CoroutineType[Any, Any, T]]", run)


def changes(method: Method[R, P, T]) -> "Method[R, P, CoroutineType[Any, Any, T]]":
    """Run a method of a repository in its transaction, which it begins if need be."""

    @wraps(method)
    def change(repository: R, /, *args: P.args, **kwargs: P.kwargs) -> T:
        repository.transaction.begin()
        return method(repository, *args, **kwargs)

    return reads(change)
