"""The service's SQLite file, for who cannot use async and await."""

import sqlalchemy
from sqlalchemy import Engine, event, make_url

from ...config.settings import Settings
from ..orders.sqlalchemy.sqlite_database import set_up


def create_engine(settings: Settings) -> Engine:
    """Connect to the file as the rest of the service does."""
    url = make_url(settings.database_url.get_secret_value())
    engine = sqlalchemy.create_engine(url.set(drivername="sqlite"))
    event.listen(engine, "connect", set_up)
    return engine
