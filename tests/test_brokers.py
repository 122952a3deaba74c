"""Background jobs on real servers: what crashes, shutdowns and outages do to them."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import (
    AbstractContextManager,
    ExitStack,
    closing,
    contextmanager,
    nullcontext,
    suppress,
)
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Client

from workbench.catalog import load_catalog
from workbench.paths import python_of
from workbench.projects import announce
from workbench.render import Renderer, write
from workbench.servers import RabbitMQ, Redis, Server
from workbench.trial import free_port, wait_for

from .once import unless_passed
from .rates import rates_server

pytestmark = pytest.mark.brokers

Process = subprocess.Popen[bytes]

# Places so many orders, and prints their ids.
PLACE = """
import asyncio, decimal, sys
from order_service.bootstrap import bootstrap
from order_service.config.load import load_settings
from order_service.domain.money import Money
from order_service.domain.order import Item

async def main():
    pen = Item("pen", 1, Money(decimal.Decimal("1.50"), "USD"))
    async with bootstrap(load_settings()) as application:
        for _ in range(int(sys.argv[1])):
            print((await application.orders.place("USD", [pen])).id)

asyncio.run(main())
"""

# Keeps an order that was placed a while ago and whose job was lost, and prints its id.
FORGET = """
import asyncio, decimal
from datetime import UTC, datetime, timedelta
from order_service.bootstrap import bootstrap
from order_service.config.load import load_settings
from order_service.domain.money import Money
from order_service.domain.order import Item, Order

async def main():
    pen = Item("pen", 1, Money(decimal.Decimal("1.50"), "USD"))
    order = Order.place("USD", [pen], at=datetime.now(UTC) - timedelta(minutes=5))
    async with bootstrap(load_settings()) as application:
        await application.orders.orders.add(order)
    print(order.id)

asyncio.run(main())
"""

# Runs a worker whose jobs say that they have been started, and then take a while.
SLOWLY = """
import asyncio, json, runpy, sys, time
from order_service.services.order_jobs import OrderJobs

at_once = OrderJobs.send_confirmation

async def slowly(self, order_id):
    line = {"event": "started", "order_id": str(order_id), "at": time.time()}
    sys.stderr.write(json.dumps(line) + "\\n")
    await asyncio.sleep(1.5)
    await at_once(self, order_id)

OrderJobs.send_confirmation = slowly
runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)
"""

# Runs a worker whose jobs fail the first time.
CLUMSILY = """
import runpy, sys
from order_service.services.order_jobs import OrderJobs

at_once = OrderJobs.send_confirmation
failed = set()

async def clumsily(self, order_id):
    if order_id not in failed:
        failed.add(order_id)
        raise OSError("for once")
    await at_once(self, order_id)

OrderJobs.send_confirmation = clumsily
runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)
"""

# What a synchronous service has instead.
PLAIN = {
    "asyncio.run(main())": "main()",
    "asyncio.sleep": "time.sleep",
    "async ": "",
    "await ": "",
}

# Runs a worker as if on a machine of its own: Celery's are called after it.
ELSEWHERE = """
import os, runpy, socket, sys

name = f"machine{os.getpid()}"
socket.gethostname = lambda: name
runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)
"""


@dataclass(frozen=True)
class Stack:
    """Who does the jobs, and where they wait.

    `addresses` are the settings that say where the server is, with what they say after
    its address. `ready` is what the log of a process says when it has started. What may
    lose a job when it crashes is `leaky`: the clock has to make up for it.
    """

    answers: Mapping[str, str]
    server: type[Server] | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)
    workers: int = 2
    ready: Mapping[str, str] = field(default_factory=dict)
    leaky: bool = False


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
    ),
    "celery-flask": Stack(
        {"web_framework": "flask", "jobs": "celery", "broker": "rabbitmq"},
        RabbitMQ,
        {"APP_BROKER_URL": "//"},
        ready=CELERY,
    ),
    "apscheduler": Stack({"jobs": "apscheduler"}, workers=1),
    "apscheduler-flask": Stack(
        {"web_framework": "flask", "jobs": "apscheduler"}, workers=1
    ),
}
with_broker = pytest.mark.parametrize(
    "stack", [name for name, stack in STACKS.items() if stack.server], indirect=True
)


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
            code = process.wait(120)
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

    def logged(self, log: str, event: str) -> list[dict[str, Any]]:
        """Return what a log has about an event."""
        lines = []
        for text in (self.folder / log).read_text("utf-8").splitlines():
            with suppress(json.JSONDecodeError):  # Celery's banner, and cut off lines
                lines.append(json.loads(text))
        return [line for line in lines if line["event"] == event]


def kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def eventually(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds; say whether it does."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@contextmanager
def meanwhile(do: Callable[[threading.Event], None]) -> Iterator[None]:
    """Do something in a thread, which is told when to stop."""
    stop = threading.Event()
    thread = threading.Thread(target=do, args=[stop])
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def server_of(stack: Stack, folder: Path) -> AbstractContextManager[Server | None]:
    if stack.server is None:
        return nullcontext()
    if missing := stack.server.missing():
        message = f"This machine has no {missing[0]}."
        # CI has to have it: nobody reads there what was skipped.
        (pytest.fail if "CI" in os.environ else pytest.skip)(message)
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


@pytest.fixture(scope="module")
def renderer(template: Path) -> Renderer:
    return Renderer(template)


@pytest.fixture(scope="module", autouse=True)
def once(request: pytest.FixtureRequest, renderer: Renderer) -> Iterator[None]:
    services = [renderer.service(answers_of(stack)) for stack in STACKS.values()]
    servers = [stack.server for stack in STACKS.values() if stack.server]

    def is_complete() -> bool:
        return not any(server.missing() for server in servers)

    with unless_passed(request, __file__, services, is_complete):
        yield


@pytest.fixture(scope="module", params=STACKS)
def stack(request: pytest.FixtureRequest) -> Stack:
    return STACKS[request.param]


@pytest.fixture(scope="module")
def folder(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
def server(stack: Stack, folder: Path) -> Iterator[Server | None]:
    with server_of(stack, folder / "server") as server:
        yield server


@pytest.fixture(scope="module")
def service(
    renderer: Renderer, stack: Stack, server: Server | None, folder: Path
) -> Service:
    return render(renderer, stack, server, folder)


@dataclass(frozen=True)
class Crash:
    """What came of 1,000 orders when their worker was killed, and started again."""

    placed: set[str]
    confirmed_before: set[str]
    confirmed_after: set[str]
    told: Counter[str]


@pytest.fixture(scope="module")
def crash(service: Service) -> Crash:
    service = service.at("crash", job_timeout=1)
    placed = service.place(1000)
    with service.worker("killed") as worker:
        assert eventually(lambda: len(service.confirmed()) > 200, 60)
        kill(worker)
    confirmed_before = service.confirmed()
    assert len(confirmed_before) < 1000
    with service.net() as service, service.worker("started-again") as worker:
        eventually(lambda: service.confirmed() == placed, 150)
        # It logs what it has done: the last line may be about to be written.
        worker.terminate()
        worker.wait(60)
    lines = [
        line
        for log in ("killed", "started-again")
        for line in service.logged(log, "confirmation sent")
    ]
    told = Counter(line["order_id"] for line in lines)
    return Crash(placed, confirmed_before, service.confirmed(), told)


def test_after_a_crash_every_order_is_confirmed(crash: Crash) -> None:
    assert crash.confirmed_after == crash.placed


def test_after_a_crash_no_customer_is_told_twice(crash: Crash) -> None:
    assert set(crash.told.values()) == {1}


def test_after_a_crash_every_customer_has_been_told(crash: Crash) -> None:
    # The killed worker may have died after it had noted it, and before it logged it.
    assert crash.placed - set(crash.told) <= crash.confirmed_before


@dataclass(frozen=True)
class Shutdown:
    """What came of 6 slow jobs when their worker was told to stop, and another came."""

    placed: set[str]
    started: dict[str, float]
    told_at: float
    seconds: float
    exit_code: int
    confirmed_before: set[str]
    confirmed_after: set[str]


@pytest.fixture(scope="module")
def shutdown(service: Service) -> Shutdown:
    service = service.at("shutdown", job_timeout=10, worker_concurrency=2)
    placed = service.place(6)
    with service.worker("stopped", SLOWLY) as worker:
        assert eventually(lambda: bool(service.logged("stopped", "started")), 30)
        time.sleep(0.5)
        told_at = time.time()
        worker.terminate()
        exit_code = worker.wait(60)
        seconds = time.time() - told_at
    started = service.logged("stopped", "started")
    confirmed_before = service.confirmed()
    with service.worker("next"):
        eventually(lambda: service.confirmed() == placed, 60)
    return Shutdown(
        placed,
        {line["order_id"]: line["at"] for line in started},
        told_at,
        seconds,
        exit_code,
        confirmed_before,
        service.confirmed(),
    )


def test_a_worker_told_to_stop_ends_the_jobs_in_progress(shutdown: Shutdown) -> None:
    assert shutdown.confirmed_before == set(shutdown.started)


def test_a_worker_told_to_stop_starts_no_other_job(shutdown: Shutdown) -> None:
    assert max(shutdown.started.values()) < shutdown.told_at


def test_a_worker_told_to_stop_does_so_in_time(shutdown: Shutdown) -> None:
    assert shutdown.seconds < 10


def test_a_worker_told_to_stop_does_not_fail(shutdown: Shutdown) -> None:
    assert shutdown.exit_code == 0


def test_the_next_worker_does_the_rest(shutdown: Shutdown) -> None:
    assert shutdown.confirmed_after == shutdown.placed


def test_a_job_that_fails_is_tried_again(service: Service) -> None:
    service = service.at("failure", job_timeout=1, worker_concurrency=1)
    placed = service.place(1)

    with service.worker("clumsy", CLUMSILY):
        assert eventually(lambda: service.confirmed() == placed, 30)


@dataclass(frozen=True)
class Answer:
    """What the API answered, and from when to when it took."""

    asked_at: float
    answered_at: float
    status: int
    media_type: str
    body: dict[str, Any]


def ask(client: Client, method: str, path: str, body: object = None) -> Answer:
    asked_at = time.time()
    answer = client.request(method, path, json=body)
    answered_at = time.time()
    media_type = answer.headers["content-type"]
    return Answer(asked_at, answered_at, answer.status_code, media_type, answer.json())


def keep_placing(url: str, answers: list[Answer], stop: threading.Event) -> None:
    """Place one order after the other."""
    item = {"sku": "pen", "quantity": 2, "unit_price": "1.50"}
    order = {"currency": "USD", "items": [item]}
    with Client(base_url=url, timeout=60) as client:
        while not stop.wait(0.02):
            answers.append(ask(client, "POST", "/orders", order))


def keep_working(service: Service, starts: list[float], stop: threading.Event) -> None:
    """Start the worker again whenever it has ended, as a supervisor does."""
    while not stop.wait(0.5):
        starts.append(time.time())
        with service.worker("worker") as worker:
            while worker.poll() is None and not stop.wait(0.1):
                pass


@dataclass(frozen=True)
class Outage:
    """What the API answered while its broker was there, away, and there again."""

    placed: list[Answer]
    away_from: float
    away_until: float
    back_at: float
    listed: Answer
    ready: Answer
    accepted: set[str]
    confirmed: set[str]
    workers: int

    @property
    def placed_meanwhile(self) -> list[Answer]:
        return [
            answer
            for answer in self.placed
            if self.away_from < answer.asked_at and answer.answered_at < self.away_until
        ]

    @property
    def placed_afterwards(self) -> list[Answer]:
        return [answer for answer in self.placed if self.back_at < answer.asked_at]


@pytest.fixture(scope="module")
def outage(service: Service, server: Server) -> Outage:
    port = free_port(0)
    url = f"http://127.0.0.1:{port}"
    service = service.at("outage", port=port, job_timeout=2)
    placed: list[Answer] = []
    starts: list[float] = []
    with (
        service.net() as service,
        service.run("api", "-m", service.api) as api,
        Client(base_url=url, timeout=60) as client,
        meanwhile(partial(keep_working, service, starts)),
    ):
        wait_for(f"{url}/health/ready", api)
        with meanwhile(partial(keep_placing, url, placed)):
            assert eventually(lambda: len(service.confirmed()) > 20, 30)
            server.stop()
            away_from = time.time()
            listed = ask(client, "GET", "/orders")
            ready = ask(client, "GET", "/health/ready")
            time.sleep(6)
            away_until = time.time()
            server.start()
            back_at = time.time()
            time.sleep(2)
        accepted = {answer.body["id"] for answer in placed if answer.status == 201}
        eventually(lambda: accepted <= service.confirmed(), 120)
    return Outage(
        placed,
        away_from,
        away_until,
        back_at,
        listed,
        ready,
        accepted,
        service.confirmed(),
        len(starts),
    )


@with_broker
def test_no_order_is_accepted_while_the_broker_is_away(outage: Outage) -> None:
    answers = {(answer.status, answer.media_type) for answer in outage.placed_meanwhile}

    assert answers == {(503, "application/problem+json")}


@with_broker
def test_nobody_waits_for_a_broker_that_is_away(outage: Outage) -> None:
    assert max(answer.answered_at - answer.asked_at for answer in outage.placed) < 5


@with_broker
def test_orders_are_listed_while_the_broker_is_away(outage: Outage) -> None:
    assert outage.listed.status == 200


@with_broker
def test_the_service_is_ready_while_the_broker_is_away(outage: Outage) -> None:
    assert outage.ready.status == 200


@with_broker
def test_the_service_says_that_the_broker_is_away(outage: Outage) -> None:
    assert outage.ready.body["checks"]["jobs"] is False


@with_broker
def test_orders_are_accepted_as_soon_as_the_broker_is_back(outage: Outage) -> None:
    assert {answer.status for answer in outage.placed_afterwards} == {201}


@with_broker
def test_an_outage_loses_no_accepted_order(outage: Outage) -> None:
    assert outage.accepted <= outage.confirmed


# With Redis, kombu and arq may end a worker that holds a job, and it is started again.
@pytest.mark.parametrize("stack", ["celery-rabbitmq"], indirect=True)
def test_a_worker_survives_an_outage_of_rabbitmq(outage: Outage) -> None:
    assert outage.workers == 1


def start_all(service: Service, exit_stack: ExitStack) -> None:
    """Start all processes that a stack can have, and wait until they have started."""
    jobs = service.stack.answers["jobs"]
    workers = [f"worker-{number}" for number in range(service.stack.workers)]
    logs = dict.fromkeys(workers, f"{jobs}_worker")
    for log in workers:
        exit_stack.enter_context(service.worker(log, ELSEWHERE))
    if jobs == "celery":
        logs["scheduler"] = "celery_scheduler"
        exit_stack.enter_context(service.scheduler())
    placed = service.place(1)

    def started() -> bool:
        return service.confirmed() == placed and all(
            service.stack.ready.get(module, "") in (service.folder / log).read_text()
            for log, module in logs.items()
        )

    assert eventually(started, 60)


@dataclass(frozen=True)
class Minute:
    """What each stack did when a minute was full, and what was due.

    It asked for rates so often, and told the customer of an order whose job was lost.
    """

    refreshes: Counter[str]
    found: set[str]


@pytest.fixture(scope="module")
def minute(renderer: Renderer, tmp_path_factory: pytest.TempPathFactory) -> Minute:
    """Have all stacks wait for the same minute."""
    folder = tmp_path_factory.mktemp("clock")
    forgotten: dict[str, tuple[Service, str]] = {}
    with ExitStack() as exit_stack:
        url, asked = exit_stack.enter_context(rates_server())
        for name, stack in STACKS.items():
            server = exit_stack.enter_context(
                server_of(stack, folder / name / "server")
            )
            service = render(renderer, stack, server, folder / name).at(
                "clock",
                rates_url=f"{url}/{name}",
                rates_refresh_minutes=1,
                confirm_within_minutes=1,
                worker_concurrency=2,
            )
            with closing(sqlite3.connect(service.database)) as connection:
                row = ("USD", "EUR", "0.9", "2026-01-01 00:00:00.000000")
                connection.execute("INSERT INTO rates VALUES (?, ?, ?, ?)", row)
                connection.commit()
            start_all(service, exit_stack)
            order_id = service.finish("forgotten", "-c", FORGET).strip()
            forgotten[name] = (service, order_id)
        minute = (time.time() + 2) // 60 * 60 + 60

        def counted() -> Counter[str]:
            paths = (path for path, at in asked if at > minute - 1)
            return Counter(path.split("/")[1] for path in paths)

        time.sleep(minute - time.time())
        eventually(lambda: counted().keys() == STACKS.keys(), 20)
        time.sleep(5)  # for the second time
        found = {
            name
            for name, (service, order_id) in forgotten.items()
            if order_id in service.confirmed()
        }
        return Minute(counted(), found)


@pytest.mark.parametrize("name", STACKS)
def test_what_is_due_is_done_once(name: str, minute: Minute) -> None:
    assert minute.refreshes[name] == 1


@pytest.mark.parametrize("name", STACKS)
def test_the_clock_finds_an_order_whose_job_was_lost(name: str, minute: Minute) -> None:
    assert name in minute.found
