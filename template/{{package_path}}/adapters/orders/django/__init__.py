"""Orders and exchange rates in Django's ORM: a Django app."""

from .storage import open_storage

__all__ = ["open_storage"]
