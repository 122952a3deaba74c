"""Services that do jobs in the background, beside real servers of their own."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import (
    AbstractContextManager,
    closing,
    contextmanager,
    nullcontext,
    suppress,
)
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from workbench.catalog import load_catalog
from workbench.paths import python_of
from workbench.projects import announce
from workbench.render import Renderer, write
from workbench.servers import RabbitMQ, Redis, Server
from workbench.trial import PATIENCE

Process = subprocess.Popen[bytes]

# Places so many orders, prints their ids, and waits until the queue has their jobs.
PLACE = """
import asyncio, decimal, os, sqlite3, sys, time
from contextlib import closing
from order_service.bootstrap import bootstrap
from order_service.config.load import load_settings
from order_service.domain.money import Money
from order_service.domain.order import Item

def waiting():
    database = os.environ["APP_DATABASE_URL"].partition("///")[2]
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        return connection.execute("SELECT count(*) FROM outbox").fetchone()[0]

async def main():
    pen = Item("pen", 1, Money(decimal.Decimal("1.50"), "USD"))
    async with bootstrap(load_settings()) as application:
        for _ in range(int(sys.argv[1])):
            print((await application.orders.place("USD", [pen])).id)
        while waiting():
            await asyncio.sleep(0.05)

asyncio.run(main())
"""

# Has APScheduler's worker print that it takes no more jobs, as Celery's and arq's do.
ALOUD = """
from order_service.adapters.jobs.apscheduler_store import JobStore

close = JobStore.close

def close_aloud(self):
    close(self)
    print("no more jobs", flush=True)

JobStore.close = close_aloud
"""

# What a synchronous service has instead.
PLAIN = {
    "asyncio.run(main())": "main()",
    "asyncio.sleep": "time.sleep",
    "async ": "",
    "await ": "",
}


@dataclass(frozen=True)
class Stack:
    """Who does the jobs, and where they wait.

    `addresses` are the settings that say where the server is, with what they say after
    its address. `ready` is what the log of a process says when it has started, and
    `stopping` what a worker's says when it takes no more jobs, of which `aloud` is a
    part of its program if need be. What may lose a job when it crashes is `leaky`: the
    clock has to make up for it. So many `orders` wait when the worker crashes: fewer
    where the same library has been tried.
    """

    answers: Mapping[str, str]
    server: type[Server] | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)
    workers: int = 2
    ready: Mapping[str, str] = field(default_factory=dict)
    stopping: str = "worker: Warm shutdown"
    aloud: str = ""
    leaky: bool = False
    orders: int = 1000


CELERY = {"celery_worker": " ready.", "celery_scheduler": "beat: Starting"}

# Pytest sorts the tests by a stack's position, so those that some tests leave out come
# last. Otherwise it would start and stop the same server again and again.
STACKS = {
    "celery-rabbitmq": Stack(
        {"jobs": "celery", "broker": "rabbitmq"},
        RabbitMQ,
        {"APP_BROKER_URL": "//"},
        ready=CELERY,
    ),
    "celery-redis": Stack(
        {"jobs": "celery", "broker": "redis"},
        Redis,
        {"APP_BROKER_URL": "/0", "APP_RESULT_BACKEND": "/1"},
        ready=CELERY,
        leaky=True,
    ),
    "arq": Stack(
        {"jobs": "arq"},
        Redis,
        {"APP_REDIS_URL": "/0"},
        ready={"arq_worker": "Starting worker"},
        stopping="shutdown on SIGTERM",
    ),
    "celery-flask": Stack(
        {"web_framework": "flask", "jobs": "celery", "broker": "rabbitmq"},
        RabbitMQ,
        {"APP_BROKER_URL": "//"},
        ready=CELERY,
        orders=250,
    ),
    "apscheduler": Stack(
        {"jobs": "apscheduler"}, workers=1, stopping="no more jobs", aloud=ALOUD
    ),
    "apscheduler-flask": Stack(
        {"web_framework": "flask", "jobs": "apscheduler"},
        workers=1,
        stopping="no more jobs",
        aloud=ALOUD,
        orders=250,
    ),
}


@dataclass(frozen=True)
class Service:
    """A rendered service, and what its processes are started with."""

    stack: Stack
    python: Path
    code: Path
    folder: Path
    settings: Mapping[str, str]

    def at(self, folder: str, **settings: object) -> "Service":
        """Return the service with an empty database, a queue and logs of its own."""
        own = self.folder / folder
        own.mkdir()
        shutil.copy(self.database, own)
        service = replace(self, folder=own)
        return service.having(queue_name=folder, **settings)

    def having(self, **settings: object) -> "Service":
        texts = {f"APP_{key.upper()}": str(value) for key, value in settings.items()}
        driver = "sqlite" if self.is_plain else "sqlite+aiosqlite"
        url = f"{driver}:///{self.database}"
        return replace(
            self, settings={**self.settings, "APP_DATABASE_URL": url, **texts}
        )

    @property
    def is_plain(self) -> bool:
        """Whether its code is synchronous."""
        return self.stack.answers.get("web_framework") == "flask"

    def spoken(self, text: str) -> str:
        """Return a program as the service's own code would have it."""
        for word, plain in PLAIN.items() if self.is_plain else ():
            text = text.replace(word, plain)
        return text

    @property
    def database(self) -> Path:
        return self.folder / "orders.db"

    @contextmanager
    def run(self, log: str, *command: str) -> Iterator[Process]:
        """Run a process; in the end it is killed, with all that it has started."""
        with open(self.folder / log, "ab") as output:
            process = subprocess.Popen(
                [self.python, *map(self.spoken, command)],
                cwd=self.code,
                env=os.environ | self.settings,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            kill(process)

    def finish(self, log: str, *command: str) -> str:
        """Run a process until it ends, and return what it has printed."""
        with self.run(log, *command) as process:
            code = process.wait(PATIENCE)
        printed = (self.folder / log).read_text("utf-8")
        assert code == 0, printed
        return printed

    def worker(self, log: str, program: str = "") -> AbstractContextManager[Process]:
        """Run a worker, or a program that runs it in its own way."""
        module = f"order_service.entrypoints.worker.{self.stack.answers['jobs']}_worker"
        return self.run(log, *(["-c", program] if program else ["-m"]), module)

    @property
    def api(self) -> str:
        """The module that serves the API."""
        framework = self.stack.answers.get("web_framework", "fastapi")
        return f"order_service.entrypoints.{framework}"

    def scheduler(self) -> AbstractContextManager[Process]:
        """Run Celery's clock; others have theirs in the worker."""
        module = "order_service.entrypoints.worker.celery_scheduler"
        return self.run("scheduler", "-m", module)

    @contextmanager
    def net(self) -> Iterator["Service"]:
        """Have the clock look for lost orders every minute, if the queue is leaky."""
        if not self.stack.leaky:
            yield self
            return
        service = self.having(confirm_within_minutes=1)
        with service.scheduler():
            yield service

    def place(self, number: int) -> set[str]:
        """Place orders, and return their ids."""
        return set(self.finish("placed", "-c", PLACE, str(number)).split())

    def confirmed(self) -> set[str]:
        """Return the ids of the orders whose customers were told."""
        query = "SELECT id FROM orders WHERE confirmed_at IS NOT NULL"
        with closing(sqlite3.connect(self.database, timeout=30)) as connection:
            return {str(UUID(order_id)) for (order_id,) in connection.execute(query)}

    def text(self, log: str) -> str:
        """Return all that a log has so far."""
        return (self.folder / log).read_text("utf-8")

    def logged(self, log: str, event: str) -> list[dict[str, Any]]:
        """Return what a log has about an event."""
        lines = []
        for text in self.text(log).splitlines():
            with suppress(json.JSONDecodeError):  # Celery's banner, and cut off lines
                lines.append(json.loads(text))
        return [line for line in lines if line["event"] == event]


def kill(process: Process) -> None:
    """Kill a process with all that it has started, and wait until they are gone.

    A killed process keeps its files open until it is next given a processor. A change
    that it was writing to SQLite's log is no part of the database until then, and is
    one afterwards: who looked in between would not see all that the process has done.
    """
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert eventually(lambda: not is_alive(process.pid))


def is_alive(group: int) -> bool:
    """Whether a process of a group still has its files open; Linux can tell.

    See proc_pid_stat(5): the third field is the state, the fifth the group, the
    twentieth the number of threads, of which a zombie may have some that still end.
    """
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = path.read_text().rpartition(")")[2].split()
            is_over = fields[0] in "XZ" and int(fields[17]) <= 1
            if int(fields[2]) == group and not is_over:
                return True
    return False


def eventually(holds: Callable[[], bool]) -> bool:
    """Wait until something holds; say whether it does before only a hang is left."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def require(server: type[Server]) -> None:
    """Skip the test where a server is not installed."""
    if missing := server.missing():
        message = f"This machine has no {missing[0]}."
        # CI has to have it: nobody reads there what was skipped.
        (pytest.fail if "CI" in os.environ else pytest.skip)(message)


def server_of(stack: Stack, folder: Path) -> AbstractContextManager[Server | None]:
    if stack.server is None:
        return nullcontext()
    require(stack.server)
    return stack.server(folder)


def answers_of(stack: Stack) -> dict[str, str]:
    return {
        **stack.answers,
        "database": "sqlite",
        "linting": "ruff",
        "python_version": "3.11",
    }


def render(
    renderer: Renderer, stack: Stack, server: Server | None, folder: Path
) -> Service:
    """Render a service, and make an empty database."""
    answers = answers_of(stack)
    code = write(renderer.service(answers), folder / "code")
    announce(code, code)
    environment = load_catalog().environment(renderer.context(answers))
    settings = {
        "APP_LOG_FORMAT": "json",
        "PYTHONPATH": os.pathsep.join([str(code / "src"), str(code)]),
    }
    if server:
        settings |= {name: server.url + it for name, it in stack.addresses.items()}
    service = Service(stack, python_of(environment), code, folder, settings).having()
    service.finish("migrated", "-m", "alembic", "upgrade", "head")
    return service
