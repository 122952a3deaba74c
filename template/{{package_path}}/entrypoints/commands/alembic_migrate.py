"""How the database is brought up to date: by Alembic, from the service's folder."""

from alembic import command
from alembic.config import Config


def bring_up_to_date() -> None:
    """Run the migrations that are missing."""
    command.upgrade(Config(toml_file="pyproject.toml"), "head")
