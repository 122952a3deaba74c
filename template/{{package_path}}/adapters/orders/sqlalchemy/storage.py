"""One pool of connections to the database, for all that is kept there."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import async_sessionmaker

from ....config.settings import Settings
from ...ports import Storage
from .database import create_engine
from .orders import SqlOrders
from .rates import SqlRates


@asynccontextmanager
async def open_storage(settings: Settings) -> AsyncGenerator[Storage, None]:
    """Keep one pool of connections to the database."""
    engine = create_engine(settings.database_url.get_secret_value())
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    try:
        yield Storage(SqlOrders(sessions), SqlRates(sessions))
    finally:
        await engine.dispose()
