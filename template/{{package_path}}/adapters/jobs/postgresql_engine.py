"""The service's PostgreSQL database, for who cannot use async and await."""

import sqlalchemy
from sqlalchemy import Engine


def create_engine(url: str) -> Engine:
    """Connect to the server: the driver can do either."""
    return sqlalchemy.create_engine(
        url,
        pool_pre_ping=True,  # a connection may have died since its last use
        connect_args={"connect_timeout": 5},
    )
