"""A SQLite file that several connections open while it is new."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from .conftest import Generate

pytestmark = pytest.mark.heavy

# The short time-out is for the test: it would wait five seconds for the other.
OPEN = """
import asyncio
from order_service.adapters.orders.sqlalchemy import create_engine
from sqlalchemy import text

async def main():
    engine = create_engine("sqlite+aiosqlite:///new.db?timeout=0.01")
    async with engine.connect() as connection:
        print(await connection.scalar(text("PRAGMA journal_mode")))
    await engine.dispose()

asyncio.run(main())
"""


def journal_mode(service: Path) -> str:
    """Return the mode in which the service keeps changes of its file."""
    environment = os.environ | {"PYTHONPATH": str(service / "src")}
    command = [sys.executable, "-c", OPEN]
    output = subprocess.check_output(command, cwd=service, env=environment, text=True)
    return output.strip()


def test_readers_do_not_wait_for_the_writer(generate: Generate) -> None:
    assert journal_mode(generate(database="sqlite")) == "wal"


def test_it_opens_while_another_connection_writes(generate: Generate) -> None:
    service = generate(database="sqlite")
    with closing(sqlite3.connect(service / "new.db")) as other:
        other.execute("BEGIN IMMEDIATE")

        # The mode cannot be changed now: that is left to the next connection.
        assert journal_mode(service) == "delete"
