"""SQLite, set up for a service with several connections."""

from decimal import Decimal

from sqlalchemy import Dialect, String, TypeDecorator, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from .utc import UtcDateTime

PRAGMAS = [
    "PRAGMA foreign_keys = ON",  # off by default, connection by connection
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer
    "PRAGMA synchronous = NORMAL",  # safe with WAL, and much faster
    "PRAGMA busy_timeout = 5000",  # milliseconds to wait for the writer before
]


class DecimalText(TypeDecorator[Decimal]):
    """Decimals as text: SQLite would make floating-point numbers of them."""

    impl = String
    cache_ok = True

    def process_bind_param(
        self,
        value: Decimal | None,
        dialect: Dialect,
    ) -> str | None:
        """Write the digits."""
        return None if value is None else str(value)

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,
    ) -> Decimal | None:
        """Read the digits."""
        return None if value is None else Decimal(value)


EXACT = DecimalText(20)
TIMESTAMP = UtcDateTime()


def create_engine(url: str) -> AsyncEngine:
    """Connect to a file."""
    engine = create_async_engine(url)
    event.listen(engine.sync_engine, "connect", set_up)
    return engine


def set_up(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    """Make a connection ready for use."""
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
