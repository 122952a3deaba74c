"""The service's MariaDB database, for who cannot use async and await."""

import sqlalchemy
from sqlalchemy import Engine, make_url

from ...config.settings import Settings


def create_engine(settings: Settings) -> Engine:
    """Connect to the server, by a driver that waits."""
    url = make_url(settings.database_url.get_secret_value())
    return sqlalchemy.create_engine(
        url.set(drivername="mariadb+pymysql"),
        pool_pre_ping=True,  # a connection may have died since its last use
        pool_recycle=3600,  # the server closes what was idle for hours
        connect_args={
            "charset": "utf8mb4",
            "connect_timeout": 5,
            "init_command": f"SET max_statement_time = {settings.database_timeout}",
        },
    )
