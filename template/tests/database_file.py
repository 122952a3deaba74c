"""SQLite: a file of the tests' own."""

from pathlib import Path


def fresh_url(folder: Path) -> str:
    """Return the URL of a database that is to be made."""
    return f"sqlite:///{folder / 'orders.db'}"
