"""PostgreSQL, over a pool of connections: Django's own persistent ones need threads."""

from typing import Any


def options(given: dict[str, Any], connections: int) -> dict[str, Any]:
    """Complete the options that the database's URL gives."""
    pool = {"min_size": 1, "max_size": connections, "timeout": 5}
    return {"connect_timeout": 5, "pool": pool, **given}
