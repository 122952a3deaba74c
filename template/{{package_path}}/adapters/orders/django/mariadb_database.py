"""MariaDB, by a driver in Python: the one that Django asks for comes without wheels."""

from typing import Any

import pymysql

pymysql.install_as_MySQLdb()


def options(given: dict[str, Any]) -> dict[str, Any]:
    """Complete the options that the database's URL gives."""
    return {
        "charset": "utf8mb4",
        "connect_timeout": 5,
        # Unasked, it would read all the machine's certificates for each connection, and
        # then not check the server's.
        "ssl_disabled": "ssl" not in given,
        **given,
    }
