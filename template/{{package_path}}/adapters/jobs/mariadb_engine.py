"""The service's MariaDB database, for who cannot use async and await."""

import sqlalchemy
from sqlalchemy import Engine, make_url


def create_engine(url: str) -> Engine:
    """Connect to the server, by a driver that waits."""
    return sqlalchemy.create_engine(
        make_url(url).set(drivername="mariadb+pymysql"),
        pool_pre_ping=True,  # a connection may have died since its last use
        pool_recycle=3600,  # the server closes what was idle for hours
        connect_args={"charset": "utf8mb4", "connect_timeout": 5},
    )
