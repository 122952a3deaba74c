"""MariaDB, by a driver in Python: the one that Django asks for comes without wheels."""

from typing import Any

import pymysql

pymysql.install_as_MySQLdb()


# The codes for a statement that took too long, and one that waited for a lock so long.
OVERTIME = {(1969,), (1205,)}


def limit(seconds: int) -> str:
    """Return the statement that has the server end all that take longer, but for 0."""
    return f"SET max_statement_time = {seconds}"


def took_too_long(error: BaseException) -> bool:
    """Tell whether the server has ended a statement before it was done."""
    return error.args[:1] in OVERTIME


def options(given: dict[str, Any], timeout: int) -> dict[str, Any]:
    """Complete the options that the database's URL gives."""
    return {
        "charset": "utf8mb4",
        "connect_timeout": 5,
        "init_command": limit(timeout),
        # Unasked, it would read all the machine's certificates for each connection, and
        # then not check the server's.
        "ssl_disabled": "ssl" not in given,
        **given,
    }
