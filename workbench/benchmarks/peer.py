"""How many reads the recommended service answers, beside tomasanchez/cosmic-fastapi.

`python -m workbench.benchmarks.peer FOLDER` wants a checkout of that template. Each
service has an environment with what its own pyproject.toml asks for, on the same
Python, and answers with what its sample has: ours an order of three items, theirs a
user.
"""

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

import psycopg
from copier import run_copy

from ..paths import ROOT
from .requests import ORDER, Server, getting, requests_per_second, serve

ROUNDS = 5
CONNECTIONS = 16
BOUND = 1.25
PYTHON = "3.13"  # what the peer wants
POSTGRESQL = "127.0.0.1:5432"


@dataclass(frozen=True)
class Side:
    """A template: how its service is started, and what it is asked for."""

    title: str
    module: str
    ready: str
    path: str
    stored: bytes
    database_url: str
    driver: str
    databases: dict[str, dict[str, str]]


OURS = Side(
    "ours",
    "order_service.entrypoints.fastapi",
    "/health/live",
    "/orders",
    ORDER,
    "APP_DATABASE_URL",
    "postgresql+psycopg",
    {"sqlite": {}, "postgresql": {"database": "postgresql"}},
)
THEIRS = Side(
    "peer",
    "my_service.main",
    "/readiness",
    "/api/v1/users",
    json.dumps({"name": "Ada", "email": "ada@example.org"}).encode(),
    "DATABASE_URL",
    "postgresql+asyncpg",
    {"sqlite": {"database": "sqlite"}, "postgresql": {"database": "postgres"}},
)


def install(folder: Path) -> str:
    """Install what a service asks for, and return its Python."""
    environment = folder / ".venv"
    create = ["uv", "venv", "--quiet", "--python", PYTHON, str(environment)]
    subprocess.run(create, check=True)
    python = str(environment / "bin" / "python")
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    command = ["uv", "pip", "install", "--quiet", "--python", python]
    command += project["dependencies"]
    subprocess.run(command, check=True)
    name = project["name"].replace("-", "_")
    about = folder / f"{name}-0.1.0.dist-info"
    about.mkdir()
    text = f"Metadata-Version: 2.4\nName: {name}\nVersion: 0.1.0\nSummary: x\n"
    (about / "METADATA").write_text(text, "utf-8")
    return python


@contextmanager
def database(kind: str, driver: str) -> Iterator[str]:
    """Create a database, and drop it in the end."""
    name = f"peer_{uuid4().hex}"
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{name}.db"
        return
    server = f"postgresql://postgres@{POSTGRESQL}/postgres"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{driver}://postgres@{POSTGRESQL}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running(
    side: Side, source: str, kind: str, folder: Path
) -> Iterator[tuple[Server, str]]:
    """Serve a template's service.

    Parameters
    ----------
    side : Side
        The template.
    source : str
        Where it is.
    kind : str
        `sqlite` or `postgresql`.
    folder : Path
        A folder to be made.

    Yields
    ------
    tuple[Server, str]
        The server, stopped, and the path of what it has stored.
    """
    copying: dict[str, Any] = {"defaults": True, "quiet": True, "skip_tasks": True}
    copying["data"] = side.databases[kind]
    run_copy(source, folder, vcs_ref="HEAD", unsafe=True, **copying)
    python = install(folder)
    with database(kind, side.driver) as url:
        settings = {side.database_url: url}
        environment = os.environ | settings | {"PYTHONPATH": f"{folder / 'src'}"}
        command = [python, "-m", "alembic", "upgrade", "head"]
        subprocess.run(command, cwd=folder, env=environment, check=True)
        serving = serve(
            side.title,
            folder,
            side.ready,
            side.module,
            python=python,
            settings=settings,
        )
        with serving as server:
            headers = {"Content-Type": "application/json"}
            address = f"http://127.0.0.1:{server.port}{side.path}"
            with server.awake(), urlopen(Request(address, side.stored, headers)) as it:
                answer = json.load(it)
            identity = answer.get("data", answer)["id"]
            yield server, f"{side.path}/{identity}"


def compare(kind: str, peer: str) -> float:
    """Measure both in turn, and return the median of the ratios."""
    ratios = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        sides = [
            stack.enter_context(running(side, source, kind, Path(name) / side.title))
            for side, source in ((OURS, str(ROOT)), (THEIRS, peer))
        ]
        for _ in range(ROUNDS):
            rates = []
            for server, path in sides:
                with server.awake():
                    asked = requests_per_second(
                        server.port, getting(path), 200, CONNECTIONS
                    )
                    rates.append(asyncio.run(asked))
            ours, theirs = rates
            print(f"{kind}: ours {ours:.0f}/s, peer {theirs:.0f}/s")
            ratios.append(ours / theirs)
    return statistics.median(ratios)


def main() -> None:
    """Print the ratios."""
    if len(sys.argv) != 2 or not shutil.which("uv"):
        sys.exit("Give the folder of a checkout of cosmic-fastapi; uv must be there.")
    os.sched_setaffinity(0, {1})
    for kind in ("sqlite", "postgresql"):
        ratio = compare(kind, sys.argv[1])
        print(f"{kind}: {ratio:.2f} of the peer (wanted: {BOUND})")


if __name__ == "__main__":
    main()
