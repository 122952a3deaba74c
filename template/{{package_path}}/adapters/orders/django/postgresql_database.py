"""PostgreSQL, over a pool of connections: Django's own persistent ones need threads."""

from typing import Any, Self

import psycopg
from psycopg.errors import QueryCanceled


def limit(seconds: int) -> str:
    """Return the statement that has the server end all that take longer, but for 0."""
    return f"SET statement_timeout = {seconds * 1000}"


def took_too_long(error: BaseException) -> bool:
    """Tell whether the server has ended a statement before it was done."""
    return isinstance(error.__cause__, QueryCanceled)


def options(
    given: dict[str, Any],
    timeout: int,
    connections: int,
) -> dict[str, Any]:
    """Complete the options that the database's URL gives."""

    class Connection(psycopg.Connection[Any]):
        """A connection whose statements end in time."""

        @classmethod
        def connect(cls, *args: Any, **kwargs: Any) -> Self:
            # Not as an option to connect with: PgBouncer refuses those.
            connection = super().connect(*args, **kwargs)
            connection.execute(limit(timeout).encode())
            return connection

    pool = {
        "connection_class": Connection,
        "min_size": 1,
        "max_size": connections,
        "timeout": 5,
    }
    return {"connect_timeout": 5, "pool": pool, **given}
