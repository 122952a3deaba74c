"""Orders and exchange rates in a SQL database."""

from .database import EXACT, TIMESTAMP, create_engine
from .storage import open_storage
from .tables import metadata

__all__ = ["EXACT", "TIMESTAMP", "create_engine", "metadata", "open_storage"]
