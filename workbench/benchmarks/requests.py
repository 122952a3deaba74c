"""How many requests generated services answer, against hand-written routes.

Each server has the first core, while the others are stopped, and a database of its own.
"""

import asyncio
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.request import Request, urlopen

from copier import run_copy

from ..paths import ROOT
from ..trial import free_port, wait_for

ROUNDS = 5
SECONDS = 3.0
CONNECTIONS = 8
PACKAGE = "order_service"
ITEMS = [{"sku": f"pen-{n}", "quantity": n, "unit_price": "1.50"} for n in (1, 2, 3)]
ORDER = json.dumps({"currency": "USD", "items": ITEMS}).encode()


@dataclass(frozen=True)
class Contest:
    """A web framework's service and hand-written routes, and how near they must be.

    Where `post_bound` is left out, only reading has a hand-written route.
    """

    framework: str
    route: str
    bound: float
    migrate: list[str]
    answers: dict[str, str] = field(default_factory=dict)
    post_bound: float | None = None


CONTESTS = [
    Contest(
        "fastapi",
        "handwritten",
        0.85,
        ["-m", "alembic", "upgrade", "head"],
        post_bound=0.85,
    ),
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
        post_bound=0.85,
    ),
]


@dataclass(frozen=True)
class Server:
    """A running server, stopped between two measurements."""

    title: str
    port: int
    group: int

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Let the server go on until the context ends."""
        os.killpg(self.group, signal.SIGCONT)
        try:
            yield
        finally:
            os.killpg(self.group, signal.SIGSTOP)


@contextmanager
def serve(
    title: str,
    folder: Path,
    path: str,
    *command: str,
    python: str = sys.executable,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Server]:
    """Run a server on the first core until the context ends.

    Parameters
    ----------
    title : str
        What to call it.
    folder : Path
        The generated service.
    path : str
        A path that the server answers to with success.
    *command : str
        The module that is run, and its arguments.
    python : str
        The Python to run it with.
    settings : Mapping[str, str]
        Environment variables that it has besides.

    Yields
    ------
    Server
        The server, stopped.
    """
    port = str(free_port(0))
    environment = os.environ | {
        "APP_PORT": port,
        "APP_LOG_FORMAT": "json",
        # It would take a worker that is stopped for one that hangs.
        "GUNICORN_CMD_ARGS": "--timeout 0",
        "PYTHONPATH": os.pathsep.join([str(folder / "src"), str(folder), str(ROOT)]),
        "UVICORN_PORT": port,
        **settings,
    }
    with (
        open(folder / "server.log", "a") as log,
        subprocess.Popen(
            ["taskset", "--cpu-list", "0", python, "-m", *command],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        ) as process,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}{path}", process)
            os.killpg(process.pid, signal.SIGSTOP)
            yield Server(title, int(port), process.pid)
        finally:
            process.terminate()
            os.killpg(process.pid, signal.SIGCONT)


async def requests_per_second(
    port: int, request: bytes, status: int, connections: int = CONNECTIONS
) -> float:
    """Make one request over and over, on a few connections at once.

    Parameters
    ----------
    port : int
        The port of a server on this machine.
    request : bytes
        The request, as it is sent.
    status : int
        The status of its answer.
    connections : int
        How many connections there are.

    Returns
    -------
    float
        Answers with this status per second.
    """
    end = time.perf_counter() + SECONDS
    expected = f"HTTP/1.1 {status} ".encode()

    async def ask() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answers = 0
        while time.perf_counter() < end:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(expected):
                raise RuntimeError(head.decode())
            fields = head.lower().split(b"content-length: ")
            await reader.readexactly(int(fields[1].split(b"\r\n")[0]))
            answers += 1
        writer.close()
        return answers

    start = time.perf_counter()
    counts = await asyncio.gather(*(ask() for _ in range(connections)))
    return sum(counts) / (time.perf_counter() - start)


def getting(path: str) -> bytes:
    """Write a request for a resource."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def placing() -> bytes:
    """Write a request that places an order of three items."""
    head = (
        "POST /orders HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(ORDER)}\r\n\r\n"
    )
    return head.encode() + ORDER


def place_order(server: Server) -> dict[str, object]:
    """Place an order of three items.

    Parameters
    ----------
    server : Server
        A generated service, or hand-written routes.

    Returns
    -------
    dict[str, object]
        The answer.
    """
    headers = {"Content-Type": "application/json"}
    request = Request(f"http://127.0.0.1:{server.port}/orders", ORDER, headers)
    with server.awake(), urlopen(request) as answer:
        placed: dict[str, object] = json.load(answer)
    return placed


def measure(
    what: str, servers: list[Server], request: bytes, status: int
) -> dict[str, float]:
    """Measure servers in turn, and print the figures.

    Parameters
    ----------
    what : str
        What is compared.
    servers : list[Server]
        The servers, the hand-written routes last.
    request : bytes
        The request.
    status : int
        The status of its answer.

    Returns
    -------
    dict[str, float]
        For each server but the last, the median of its ratios to the last.
    """
    ratios: dict[str, list[float]] = {server.title: [] for server in servers[:-1]}
    for _ in range(ROUNDS):
        rates = {}
        for server in servers:
            with server.awake():
                asked = requests_per_second(server.port, request, status)
                rates[server.title] = asyncio.run(asked)
        figures = ", ".join(f"{title} {rate:.0f}/s" for title, rate in rates.items())
        print(f"{what}: {figures}")
        for title in ratios:
            ratios[title].append(rates[title] / rates[servers[-1].title])
    return {title: statistics.median(found) for title, found in ratios.items()}


def prepare(contest: Contest, folder: Path) -> None:
    """Copy the service, and create its tables.

    Parameters
    ----------
    contest : Contest
        What to compare.
    folder : Path
        A folder to be made.
    """
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


def compare(contest: Contest) -> None:
    """Print how a service does.

    Parameters
    ----------
    contest : Contest
        What to compare.
    """
    framework = contest.framework
    module = f"{PACKAGE}.entrypoints.{framework}"
    os.sched_setaffinity(0, {1})
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name) / "first"
        prepare(contest, folder)
        with serve("first", folder, "/health/live", module) as first:
            path = f"/orders/{place_order(first)['id']}"

        def start(title: str, *command: str) -> Server:
            place = shutil.copytree(folder, Path(name) / title)
            return running.enter_context(serve(title, place, path, *command))

        service = start("service", module)
        route = f"workbench.benchmarks.{contest.route}"
        written = start("hand-written", route, PACKAGE)
        ratios = measure(f"{framework} GET", [service, written], getting(path), 200)
        print(f"{framework} GET: {ratios['service']:.2f} (at least {contest.bound})")
        if contest.post_bound is None:
            return
        # What the relay does follows the requests, and the routes have none.
        relay = "workbench.benchmarks.no_relay"
        alone = start("without relay", relay, PACKAGE, framework)
        servers = [alone, service, written]
        ratios = measure(f"{framework} POST", servers, placing(), 201)
        print(
            f"{framework} POST: {ratios['without relay']:.2f} "
            f"(at least {contest.post_bound}), {ratios['service']:.2f} while the relay "
            "does its jobs"
        )


def main() -> None:
    """Print the ratios."""
    for contest in CONTESTS:
        compare(contest)


if __name__ == "__main__":
    main()
