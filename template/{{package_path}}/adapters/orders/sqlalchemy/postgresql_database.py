"""PostgreSQL, over a pool of connections."""

from sqlalchemy import DateTime, Numeric
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

EXACT = Numeric(19, 4)
TIMESTAMP = DateTime(timezone=True)


def create_engine(url: str) -> AsyncEngine:
    """Connect to a server."""
    return create_async_engine(
        url,
        pool_pre_ping=True,  # a connection may have died since its last use
        pool_size=10,
        max_overflow=10,
        connect_args={"connect_timeout": 5},
    )
