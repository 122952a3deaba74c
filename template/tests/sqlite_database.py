"""SQLite: a file of the tests' own."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def fresh_database(folder: Path) -> Generator[str, None, None]:
    """Give the URL of an empty database."""
    yield f"sqlite+aiosqlite:///{folder / 'orders.db'}"
