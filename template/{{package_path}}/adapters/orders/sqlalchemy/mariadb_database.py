"""MariaDB, over a pool of connections."""

from sqlalchemy import Numeric
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from .utc import UtcDateTime


class UtcMicroseconds(UtcDateTime):
    """Times in UTC, to the microsecond: by default only seconds are kept."""

    impl = DATETIME
    cache_ok = True


EXACT = Numeric(19, 4)
TIMESTAMP = UtcMicroseconds(fsp=6)


def create_engine(url: str) -> AsyncEngine:
    """Connect to a server."""
    return create_async_engine(
        url,
        pool_pre_ping=True,  # a connection may have died since its last use
        pool_recycle=3600,  # the server closes what was idle for hours
        pool_size=10,
        max_overflow=10,
        # As in other databases: a query sees what is committed when it starts.
        isolation_level="READ COMMITTED",
        connect_args={"charset": "utf8mb4", "connect_timeout": 5},
    )
