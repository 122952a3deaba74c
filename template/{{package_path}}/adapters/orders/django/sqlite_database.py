"""SQLite, set up for a service with several connections."""

from typing import Any

PRAGMAS = [
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer
    "PRAGMA synchronous = NORMAL",  # safe with WAL, and much faster
]


def options(given: dict[str, Any]) -> dict[str, Any]:
    """Complete the options that the database's URL gives."""
    return {
        "init_command": ";".join(PRAGMAS),
        "timeout": 5,  # seconds to wait for the writer before
        # A transaction that began by reading could not wait: it would fail.
        "transaction_mode": "IMMEDIATE",
        **given,
    }
