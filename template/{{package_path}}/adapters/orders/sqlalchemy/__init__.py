"""Orders in a SQL database."""

from .database import EXACT, TIMESTAMP, create_engine
from .orders import open_orders
from .tables import metadata

__all__ = ["EXACT", "TIMESTAMP", "create_engine", "metadata", "open_orders"]
