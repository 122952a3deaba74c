"""Orders and exchange rates in a SQL database."""

from .base import metadata
from .database import EXACT, TIMESTAMP, create_engine
from .storage import open_storage

__all__ = ["EXACT", "TIMESTAMP", "create_engine", "metadata", "open_storage"]
