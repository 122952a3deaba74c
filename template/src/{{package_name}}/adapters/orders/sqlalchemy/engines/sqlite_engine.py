"""SQLite, set up for a service with several connections."""

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

PRAGMAS = [
    "PRAGMA foreign_keys = ON",  # off by default, connection by connection
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer
    "PRAGMA synchronous = NORMAL",  # safe with WAL, and much faster
    "PRAGMA busy_timeout = 5000",  # milliseconds to wait for the writer before
]


def create_engine(url: str) -> AsyncEngine:
    """Connect to a file."""
    engine = create_async_engine(url)

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    return engine
