"""How many requests generated services answer, against hand-written routes."""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import Request, urlopen

from copier import run_copy

from ..paths import ROOT
from ..trial import free_port, wait_for

ROUNDS = 5
SECONDS = 3.0
CONNECTIONS = 8
PACKAGE = "order_service"


@dataclass(frozen=True)
class Contest:
    """A web framework's service and a hand-written route, and how near they must be."""

    framework: str
    route: str
    bound: float
    migrate: list[str]
    answers: dict[str, str] = field(default_factory=dict)


CONTESTS = [
    Contest("fastapi", "handwritten", 0.85, ["-m", "alembic", "upgrade", "head"]),
    Contest(
        "django",
        "handwritten_django",
        0.8,
        ["manage.py", "migrate"],
        {"web_framework": "django"},
    ),
    Contest(
        "flask",
        "handwritten_flask",
        0.85,
        ["-m", "alembic", "upgrade", "head"],
        {"web_framework": "flask"},
    ),
]


@contextmanager
def serve(folder: Path, path: str, port: int, *command: str) -> Iterator[None]:
    """Run a server on the first core until the context ends.

    Parameters
    ----------
    folder : Path
        The generated service.
    path : str
        A path that the server answers to with success.
    port : int
        The port it listens on.
    *command : str
        How it is started.

    Yields
    ------
    None
        The server answers.
    """
    environment = os.environ | {
        "APP_PORT": str(port),
        "APP_LOG_FORMAT": "json",
        "PYTHONPATH": os.pathsep.join([str(folder / "src"), str(folder), str(ROOT)]),
    }
    with (
        open(folder / "server.log", "a") as log,
        subprocess.Popen(
            ["taskset", "--cpu-list", "0", sys.executable, *command],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}{path}", process)
            yield
        finally:
            process.terminate()


async def requests_per_second(port: int, path: str) -> float:
    """Ask for one resource over and over, on a few connections at once.

    Parameters
    ----------
    port : int
        The port of a server on this machine.
    path : str
        What to ask for.

    Returns
    -------
    float
        Answers with status 200 per second.
    """
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    end = time.perf_counter() + SECONDS

    async def ask() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answers = 0
        while time.perf_counter() < end:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.decode())
            fields = head.lower().split(b"content-length: ")
            await reader.readexactly(int(fields[1].split(b"\r\n")[0]))
            answers += 1
        writer.close()
        return answers

    start = time.perf_counter()
    counts = await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return sum(counts) / (time.perf_counter() - start)


def place_order(port: int) -> str:
    """Place an order of three items.

    Parameters
    ----------
    port : int
        The port of a generated service.

    Returns
    -------
    str
        The order's path.
    """
    items = [{"sku": f"pen-{n}", "quantity": n, "unit_price": "1.5"} for n in (1, 2, 3)]
    body = json.dumps({"currency": "USD", "items": items}).encode()
    headers = {"Content-Type": "application/json"}
    request = Request(f"http://127.0.0.1:{port}/orders", body, headers)
    with urlopen(request) as answer:
        return f"/orders/{json.load(answer)['id']}"


def compare(contest: Contest) -> None:
    """Print how a service does.

    Parameters
    ----------
    contest : Contest
        What to compare.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "service"
        run_copy(
            *(str(ROOT), folder, contest.answers),
            defaults=True,
            quiet=True,
            vcs_ref="HEAD",
        )
        about = folder / f"{PACKAGE}-0.1.0.dist-info"
        about.mkdir()
        text = f"Metadata-Version: 2.4\nName: {PACKAGE}\nVersion: 0.1.0\nSummary: x\n"
        (about / "METADATA").write_text(text)
        environment = os.environ | {"PYTHONPATH": str(folder / "src")}
        command = [sys.executable, *contest.migrate]
        subprocess.run(command, cwd=folder, env=environment, check=True)
        ours, theirs = free_port(0), free_port(0)
        service = ("-m", f"{PACKAGE}.entrypoints.{contest.framework}")
        module = f"workbench.benchmarks.{contest.route}"
        route = ("-m", module, PACKAGE, str(theirs))
        rates: list[tuple[float, float]] = []
        os.sched_setaffinity(0, {1})
        with serve(folder, "/health/live", ours, *service):
            path = place_order(ours)
            with serve(folder, path, theirs, *route):
                for _ in range(ROUNDS):
                    pair = [
                        asyncio.run(requests_per_second(port, path))
                        for port in (ours, theirs)
                    ]
                    rates.append((pair[0], pair[1]))
    for mine, other in rates:
        print(f"service {mine:.0f}/s, hand-written {other:.0f}/s: {mine / other:.2f}")
    ratio = statistics.median(mine / other for mine, other in rates)
    print(f"{contest.framework}: ratio {ratio:.2f} (at least {contest.bound})")


def main() -> None:
    """Print the ratios."""
    for contest in CONTESTS:
        compare(contest)


if __name__ == "__main__":
    main()
