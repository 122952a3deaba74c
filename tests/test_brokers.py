"""Background jobs on real servers: what crashes, shutdowns and outages do to them."""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Client

from workbench.render import Renderer
from workbench.servers import Server
from workbench.trial import PATIENCE, free_port, wait_for

from .brokers import (
    STACKS,
    Service,
    Stack,
    eventually,
    render,
    server_of,
)

pytestmark = pytest.mark.brokers

# Runs a worker that a job kills when a fifth of the orders have been confirmed.
FATALLY = """
import os, runpy, signal, sqlite3, sys
from contextlib import closing
from order_service.services.order_jobs import OrderJobs

at_once = OrderJobs.send_confirmation
database = os.environ["APP_DATABASE_URL"].partition("///")[2]
enough = "SELECT 5 * count(confirmed_at) > count(*) FROM orders"

async def fatally(self, order_id):
    with closing(sqlite3.connect(database)) as connection:
        if connection.execute(enough).fetchone()[0]:
            os.killpg(0, signal.SIGKILL)
    await at_once(self, order_id)

OrderJobs.send_confirmation = fatally
runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)
"""

# Runs a worker whose jobs say that they have been started, and wait for a gate to open.
GATED = """
import asyncio, json, os, runpy, sys, time
from order_service.services.order_jobs import OrderJobs

at_once = OrderJobs.send_confirmation
database = os.environ["APP_DATABASE_URL"].partition("///")[2]
gate = os.path.join(os.path.dirname(database), "gate")

async def gated(self, order_id):
    line = {"event": "started", "order_id": str(order_id)}
    sys.stderr.write(json.dumps(line) + "\\n")
    while not os.path.exists(gate):
        await asyncio.sleep(0.05)
    await at_once(self, order_id)

OrderJobs.send_confirmation = gated
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

# Runs a worker that the first job hangs in, deaf to whatever interrupts it.
HANGING = """
import os, runpy, sys, time
from order_service.services.order_jobs import OrderJobs

at_once = OrderJobs.send_confirmation
database = os.environ["APP_DATABASE_URL"].partition("///")[2]
marker = os.path.join(os.path.dirname(database), "hung")

async def hanging(self, order_id):
    if not os.path.exists(marker):
        open(marker, "w").close()
        while True:
            try:
                time.sleep(3600)
            except BaseException:
                pass
    await at_once(self, order_id)

OrderJobs.send_confirmation = hanging
runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)
"""

# Runs a worker whose jobs kill the process that they are done in.
DEADLY = """
import os, runpy, signal, sys
from celery import Celery
from order_service.services.order_jobs import OrderJobs

task = Celery.task

def impatient(self, *args, **options):
    options |= {"max_retries": 2, "default_retry_delay": 1}
    return task(self, *args, **options)

async def deadly(self, order_id):
    print("killed", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

Celery.task = impatient
OrderJobs.send_confirmation = deadly
runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)
"""

MEANWHILE = 100  # orders that are placed while the broker is away
AFTERWARDS = 50  # orders that are placed when it is back

with_broker = pytest.mark.parametrize(
    "stack", [name for name, stack in STACKS.items() if stack.server], indirect=True
)


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


@pytest.fixture(scope="module")
def renderer(template: Path) -> Renderer:
    return Renderer(template)


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
    """What came of many orders when their worker was killed, and started again."""

    placed: set[str]
    confirmed_before: set[str]
    confirmed_after: set[str]
    told: Counter[str]
    log: list[str]


@pytest.fixture(scope="module")
def crash(service: Service) -> Crash:
    # How soon the jobs of the killed worker are another one's.
    service = service.at("crash", job_timeout=1)
    placed = service.place(service.stack.orders)
    with service.worker("killed", FATALLY) as worker:
        assert worker.wait(PATIENCE) == -signal.SIGKILL, service.text("killed")
    confirmed_before = service.confirmed()
    # A job that is interrupted by its limit may have noted what it has not logged yet.
    service = service.having(job_timeout=10)
    with service.net() as service, service.worker("started-again") as worker:
        eventually(lambda: service.confirmed() == placed)
        # It logs what it has done: the last line may be about to be written.
        worker.terminate()
        worker.wait(PATIENCE)
    lines = [
        line
        for log in ("killed", "started-again")
        for line in service.logged(log, "confirmation sent")
    ]
    told = Counter(line["order_id"] for line in lines)
    log = service.text("started-again").splitlines()
    return Crash(placed, confirmed_before, service.confirmed(), told, log)


def test_after_a_crash_every_order_is_confirmed(crash: Crash) -> None:
    assert crash.confirmed_after == crash.placed


def test_after_a_crash_no_customer_is_told_twice(crash: Crash) -> None:
    assert set(crash.told.values()) == {1}


def test_after_a_crash_every_customer_has_been_told(crash: Crash) -> None:
    # The killed worker may have died after it had noted it, and before it logged it.
    forgotten = crash.placed - set(crash.told) - crash.confirmed_before

    assert not forgotten, [
        line for line in crash.log if any(order_id in line for order_id in forgotten)
    ]


@dataclass(frozen=True)
class Shutdown:
    """What came of 6 jobs when their worker was told to stop during 2 of them."""

    placed: set[str]
    in_progress: set[str]
    started: set[str]
    exit_code: int
    confirmed_before: set[str]
    confirmed_after: set[str]


@pytest.fixture(scope="module")
def shutdown(service: Service) -> Shutdown:
    # A worker that waited for its jobs' limit, and not for their end, would not end.
    service = service.at("shutdown", job_timeout=3600, worker_concurrency=2)
    stack = service.stack

    def started() -> set[str]:
        return {line["order_id"] for line in service.logged("stopped", "started")}

    placed = service.place(6)
    with service.worker("stopped", stack.aloud + GATED) as worker:
        assert eventually(lambda: len(started()) == 2)
        in_progress = started()
        worker.terminate()
        assert eventually(lambda: stack.stopping in service.text("stopped"))
        (service.folder / "gate").touch()
        exit_code = worker.wait(PATIENCE)
    confirmed_before = service.confirmed()
    with service.worker("next"):
        eventually(lambda: service.confirmed() == placed)
    return Shutdown(
        placed, in_progress, started(), exit_code, confirmed_before, service.confirmed()
    )


def test_a_worker_told_to_stop_ends_the_jobs_in_progress(shutdown: Shutdown) -> None:
    assert shutdown.confirmed_before == shutdown.started


def test_a_worker_told_to_stop_starts_no_other_job(shutdown: Shutdown) -> None:
    assert shutdown.started == shutdown.in_progress


def test_a_worker_told_to_stop_ends_without_an_error(shutdown: Shutdown) -> None:
    assert shutdown.exit_code == 0


def test_the_next_worker_does_the_rest(shutdown: Shutdown) -> None:
    assert shutdown.confirmed_after == shutdown.placed


def test_a_job_that_fails_is_tried_again(service: Service) -> None:
    service = service.at("failure", job_timeout=1, worker_concurrency=1)
    placed = service.place(1)

    with service.worker("clumsy", CLUMSILY):
        assert eventually(lambda: service.confirmed() == placed)


# Others do jobs in threads or in one event loop, which nothing can kill.
with_processes = pytest.mark.parametrize(
    "stack", [name for name in STACKS if name.startswith("celery")], indirect=True
)


@with_processes
def test_a_job_that_hangs_is_killed_and_tried_again(service: Service) -> None:
    service = service.at("hang", job_timeout=1, worker_concurrency=1)
    placed = service.place(1)

    with service.worker("hanging", HANGING):
        assert eventually(lambda: service.confirmed() == placed)

    assert service.logged("hanging", "confirmation sent")


@with_processes
def test_a_job_that_kills_its_process_is_given_up(service: Service) -> None:
    service = service.at("deadly", job_timeout=5, worker_concurrency=1)
    service.place(1)

    with service.worker("deadly", DEADLY):
        assert eventually(lambda: "Task handler raised error" in service.text("deadly"))

    assert service.text("deadly").splitlines().count("killed") == 3


@dataclass(frozen=True)
class Answer:
    """What the API answered, and when it was asked."""

    asked_at: float
    status: int
    media_type: str
    body: dict[str, Any]


def ask(client: Client, method: str, path: str, body: object = None) -> Answer:
    asked_at = time.monotonic()
    answer = client.request(method, path, json=body)
    media_type = answer.headers["content-type"]
    return Answer(asked_at, answer.status_code, media_type, answer.json())


def keep_placing(url: str, answers: list[Answer], stop: threading.Event) -> None:
    """Place one order after the other."""
    item = {"sku": "pen", "quantity": 2, "unit_price": "1.50"}
    order = {"currency": "USD", "items": [item]}
    with Client(base_url=url, timeout=PATIENCE) as client:
        while not stop.wait(0.02):
            answers.append(ask(client, "POST", "/orders", order))


def keep_working(service: Service, starts: list[None], stop: threading.Event) -> None:
    """Start the worker again whenever it has ended, as a supervisor does."""
    while not stop.wait(0.5):
        starts.append(None)
        with service.worker("worker") as worker:
            while worker.poll() is None and not stop.wait(0.1):
                pass


@dataclass(frozen=True)
class Outage:
    """What the API answered while its broker was there, away, and there again.

    Before the broker came back, the API was killed, with jobs in the outbox.
    """

    placed_meanwhile: list[Answer]
    listed: Answer
    ready: Answer
    accepted: set[str]
    confirmed: set[str]
    told: Counter[str]
    workers: int


@pytest.fixture(scope="module")
def outage(service: Service, server: Server) -> Outage:
    port = free_port(0)
    url = f"http://127.0.0.1:{port}"
    service = service.at("outage", port=port, job_timeout=2)
    placed: list[Answer] = []
    starts: list[None] = []

    def asked_since(moment: float) -> list[Answer]:
        return [answer for answer in placed if answer.asked_at > moment]

    with (
        service.net() as service,
        Client(base_url=url, timeout=PATIENCE) as client,
        meanwhile(partial(keep_working, service, starts)),
    ):
        with service.run("api", "-m", service.api) as api:
            wait_for(f"{url}/health/ready", api)
            with meanwhile(partial(keep_placing, url, placed)):
                assert eventually(lambda: len(service.confirmed()) > 20)
                server.stop()
                away = time.monotonic()
                listed = ask(client, "GET", "/orders")
                ready = ask(client, "GET", "/health/ready")
                eventually(lambda: len(asked_since(away)) >= MEANWHILE)
        server.start()
        with service.run("api-again", "-m", service.api) as api:
            wait_for(f"{url}/health/ready", api)
            with meanwhile(partial(keep_placing, url, placed)):
                back = time.monotonic()
                eventually(lambda: len(asked_since(back)) >= AFTERWARDS)
            accepted = {answer.body["id"] for answer in placed}
            eventually(lambda: accepted <= service.confirmed())
    told = Counter(
        line["order_id"] for line in service.logged("worker", "confirmation sent")
    )
    return Outage(
        [answer for answer in asked_since(away) if answer.asked_at < back],
        listed,
        ready,
        accepted,
        service.confirmed(),
        told,
        len(starts),
    )


@with_broker
def test_orders_are_accepted_while_the_broker_is_away(outage: Outage) -> None:
    assert {answer.status for answer in outage.placed_meanwhile} == {201}


@with_broker
def test_nobody_waits_for_a_broker_that_is_away(outage: Outage) -> None:
    # It is not started before they have been answered, one after the other.
    assert len(outage.placed_meanwhile) >= MEANWHILE


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
def test_an_outage_and_a_killed_api_lose_no_accepted_order(outage: Outage) -> None:
    assert outage.accepted <= outage.confirmed


@with_broker
def test_after_an_outage_no_customer_is_told_twice(outage: Outage) -> None:
    assert set(outage.told.values()) == {1}


# With Redis, kombu and arq may end a worker that holds a job, and it is started again.
@pytest.mark.parametrize("stack", ["celery-rabbitmq"], indirect=True)
def test_a_worker_survives_an_outage_of_rabbitmq(outage: Outage) -> None:
    assert outage.workers == 1
