"""Orders in a SQL database."""

from .engines import create_engine
from .orders import open_orders
from .tables import metadata

__all__ = ["create_engine", "metadata", "open_orders"]
