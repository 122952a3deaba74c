"""The migrations lead to the tables that the code expects, and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from .adapters.orders.databases import fresh_database


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Config]:
    with fresh_database(tmp_path) as url:
        monkeypatch.setenv("APP_DATABASE_URL", url)
        yield Config(toml_file="pyproject.toml")


def test_tables_and_migrations_agree(config: Config) -> None:
    command.upgrade(config, "head")

    command.check(config)


def test_every_migration_can_be_taken_back(config: Config) -> None:
    command.upgrade(config, "head")
    command.downgrade(config, "base")

    command.upgrade(config, "head")
