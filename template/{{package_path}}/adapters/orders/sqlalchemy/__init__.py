"""Orders and exchange rates in a SQL database."""

from .base import metadata
from .database import create_engine
from .storage import open_storage

__all__ = ["create_engine", "metadata", "open_storage"]
