"""A migration that moves a table, as SQLite needs, loses no row that refers to it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pytest_copie.plugin import Copie

from .stacks import folder_of

pytestmark = [pytest.mark.heavy, pytest.mark.thorough]

MOVE = '''"""Move the table of orders."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("orders", recreate="always") as batch:
        batch.add_column(sa.Column("note", sa.String(10), nullable=True))
'''


def migrate(service: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(service / "src")}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, cwd=service, env=environment, check=True)


def test_items_outlive_the_move_of_their_orders(copie: Copie) -> None:
    service = folder_of(copie.copy({"database": "sqlite"}))
    migrate(service)
    with closing(sqlite3.connect(service / "orders.db")) as database, database:
        database.execute(
            "INSERT INTO orders VALUES ('a', 'USD', 't', 'placed', 1, NULL, NULL)"
        )
        database.execute("INSERT INTO order_items VALUES ('a', 0, 'pen', 1, '1.50')")

    (service / "migrations" / "versions" / "0004_move.py").write_text(MOVE)
    migrate(service)

    with closing(sqlite3.connect(service / "orders.db")) as database:
        assert database.execute("SELECT sku FROM order_items").fetchall() == [("pen",)]
        assert database.execute("SELECT note FROM orders").fetchall() == [(None,)]
