"""Clocks of real workers: what is due is done once, and what was lost is found."""

import sqlite3
import time
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from workbench.render import Renderer

from .brokers import STACKS, Service, eventually, render, server_of
from .rates import rates_server

pytestmark = pytest.mark.brokers

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
        async with application.orders.storage.begin() as work:
            await work.orders.add(order)
    print(order.id)

asyncio.run(main())
"""

# Runs a worker as if on a machine of its own: Celery's are called after it.
ELSEWHERE = """
import os, runpy, socket, sys

name = f"machine{os.getpid()}"
socket.gethostname = lambda: name
runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)
"""


@pytest.fixture(scope="module")
def renderer(template: Path) -> Renderer:
    return Renderer(template)


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

    assert eventually(started)


@dataclass(frozen=True)
class Minute:
    """What each stack did from a full minute on, and what was due.

    It asked for rates so often while so many minutes began, and told the customer of an
    order whose job was lost.
    """

    refreshes: Counter[str]
    begun: int
    found: set[str]


@pytest.fixture(scope="module")
def names(request: pytest.FixtureRequest) -> set[str]:
    """Name the stacks of the selected tests of this file."""
    own = (item for item in request.session.items if item.path == request.path)
    return {item.callspec.params["name"] for item in own if hasattr(item, "callspec")}


@pytest.fixture(scope="module")
def minute(
    renderer: Renderer, tmp_path_factory: pytest.TempPathFactory, names: set[str]
) -> Minute:
    """Have all stacks wait for the same minute."""
    folder = tmp_path_factory.mktemp("clock")
    forgotten: dict[str, tuple[Service, str]] = {}
    with ExitStack() as exit_stack:
        url, asked = exit_stack.enter_context(rates_server())
        for name in names:
            stack = STACKS[name]
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

        def found() -> set[str]:
            return {
                name
                for name, (service, order_id) in forgotten.items()
                if order_id in service.confirmed()
            }

        eventually(lambda: counted().keys() == names)
        eventually(lambda: found() == names)
        # For the second time: where that comes later, it is missed, and nothing fails.
        time.sleep(5)
        refreshes = counted()
        begun = int(time.time() + 1 - minute) // 60 + 1
        return Minute(refreshes, begun, found())


@pytest.mark.parametrize("name", STACKS)
def test_what_is_due_is_done_once(name: str, minute: Minute) -> None:
    assert 1 <= minute.refreshes[name] <= minute.begun


@pytest.mark.parametrize("name", STACKS)
def test_the_clock_finds_an_order_whose_job_was_lost(name: str, minute: Minute) -> None:
    assert name in minute.found
