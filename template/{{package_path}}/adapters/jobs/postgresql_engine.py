"""The service's PostgreSQL database, for who cannot use async and await."""

import sqlalchemy
from sqlalchemy import Engine

from ...config.settings import Settings


def create_engine(settings: Settings) -> Engine:
    """Connect to the server: the driver can do either."""
    return sqlalchemy.create_engine(
        settings.database_url.get_secret_value(),
        pool_pre_ping=True,  # a connection may have died since its last use
        connect_args={"connect_timeout": 5},
    )
