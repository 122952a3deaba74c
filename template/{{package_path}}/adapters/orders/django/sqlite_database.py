"""SQLite, set up for a service with several connections."""

import sqlite3
from contextlib import suppress
from typing import Any

WAL = "PRAGMA journal_mode = WAL"  # readers do not wait for the writer


class Connection(sqlite3.Connection):
    """A connection to a file that keeps changes in a log of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The file keeps this mode. While it is new, others may be in the way.
        with suppress(sqlite3.OperationalError):
            self.execute(WAL)


def options(given: dict[str, Any]) -> dict[str, Any]:
    """Complete the options that the database's URL gives."""
    return {
        "factory": Connection,
        "init_command": "PRAGMA synchronous = NORMAL",  # safe with WAL, and much faster
        "timeout": 5,  # seconds to wait for the writer before
        # A transaction that began by reading could not wait: it would fail.
        "transaction_mode": "IMMEDIATE",
        **given,
    }
