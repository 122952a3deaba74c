"""The service's PostgreSQL database, for who cannot use async and await."""

import sqlalchemy
from sqlalchemy import Engine, event

from ...config.settings import Settings
from ..orders.sqlalchemy.postgresql_database import time_limit


def create_engine(settings: Settings) -> Engine:
    """Connect to the server: the driver can do either."""
    engine = sqlalchemy.create_engine(
        settings.database_url.get_secret_value(),
        pool_pre_ping=True,  # a connection may have died since its last use
        connect_args={"connect_timeout": 5},
    )
    event.listen(engine, "connect", time_limit(settings))
    return engine
