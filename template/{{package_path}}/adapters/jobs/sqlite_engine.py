"""The service's SQLite file, for who cannot use async and await."""

import sqlalchemy
from sqlalchemy import Engine, event, make_url

from ..orders.sqlalchemy.sqlite_database import set_up


def create_engine(url: str) -> Engine:
    """Connect to the file as the rest of the service does."""
    engine = sqlalchemy.create_engine(make_url(url).set(drivername="sqlite"))
    event.listen(engine, "connect", set_up)
    return engine
