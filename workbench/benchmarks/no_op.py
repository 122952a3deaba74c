"""Workers that do jobs which do nothing: the generated ones, and bare ones.

This runs where the packages are that the generated service needs, and prints how many
jobs a second were done.
"""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any
from uuid import uuid4

JOBS = 2000


def do_nothing(*_: object) -> None:
    """Stand in for what a job does."""


async def nothing(*_: object) -> None:
    """Stand in for what a job does."""


def service(module: str) -> Any:
    """Import a module of the generated service, whose jobs do nothing."""
    jobs: Any = import_module("order_service.services.order_jobs")
    jobs.OrderJobs.send_confirmation = nothing
    return import_module(f"order_service.{module}")


def job() -> Any:
    """Return a job of its own."""
    return service("services.jobs").SendConfirmation(order_id=uuid4())


def settings() -> Any:
    """Read the settings of the generated service."""
    return service("config.load").load_settings()


async def arq_generated() -> float:
    """Measure the generated worker of arq."""
    queue: Any = service("adapters.jobs.arq_jobs")
    worker: Any = service("entrypoints.worker.arq_worker")
    async with service("bootstrap").bootstrap(settings()) as application:
        redis = queue.connect(settings(), attempts=0)
        for _ in range(JOBS):
            await queue.ArqJobs(redis).enqueue(job())
        return await burst(worker.make_worker(settings(), application))


async def arq_bare() -> float:
    """Measure a few lines of arq."""
    arq: Any = import_module("arq")
    connections: Any = import_module("arq.connections")
    address = connections.RedisSettings.from_dsn(os.environ["APP_REDIS_URL"])
    redis = await arq.create_pool(address)
    for _ in range(JOBS):
        await redis.enqueue_job("nothing")
    return await burst(arq.Worker([nothing], redis_pool=redis))


async def burst(worker: Any) -> float:
    """Have a worker of arq do all that waits."""
    worker.burst = True
    start = time.perf_counter()
    await worker.async_run()
    return JOBS / (time.perf_counter() - start)


def celery_generated() -> float:
    """Measure the generated worker of Celery."""
    app = service("adapters.jobs.celery_app").make_celery(settings())
    for _ in range(JOBS):
        each = job()
        app.send_task(each.name, args=[each.model_dump_json()])
    return drain(app, "jobs", "celery-work")


def celery_work() -> None:
    """Be the generated worker of Celery."""
    service("entrypoints.worker.celery_worker").main()


def bare_celery() -> Any:
    """Return a few lines of Celery."""
    app: Any = import_module("celery").Celery(
        "bare", broker=os.environ["APP_BROKER_URL"]
    )
    app.task(name="nothing", ignore_result=True)(do_nothing)
    return app


def celery_bare() -> float:
    """Measure a few lines of Celery."""
    app = bare_celery()
    for _ in range(JOBS):
        app.send_task("nothing")
    return drain(app, "celery", "celery-bare-work")


def celery_bare_work() -> None:
    """Be a bare worker of Celery, with as many processes."""
    bare_celery().worker_main(["worker", "--concurrency", "4"])


def drain(app: Any, queue: str, work: str) -> float:
    """Start a worker of Celery, and watch the queue from the first tenth to the end."""
    waiting = counter(app, queue)
    command = [sys.executable, "-m", __spec__.name, work]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        start = 0.0
        while left := waiting():
            if not start and left <= JOBS * 9 // 10:
                start, first = time.perf_counter(), left
            time.sleep(0.002)
        rate = first / (time.perf_counter() - start)
        process.terminate()
    return float(rate)


def counter(app: Any, queue: str) -> Callable[[], int]:
    """Give what counts the jobs that wait in a queue."""
    url = os.environ["APP_BROKER_URL"]
    if url.startswith("redis"):
        redis: Any = import_module("redis").Redis.from_url(url)
        return lambda: int(redis.llen(queue))
    channel = app.connection_for_read().default_channel
    return lambda: int(channel.queue_declare(queue, passive=True).message_count)


def apscheduler_generated() -> float:
    """Measure the generated worker of APScheduler."""
    queue: Any = service("adapters.jobs.apscheduler_jobs")
    worker: Any = service("entrypoints.worker.apscheduler_worker")
    portals: Any = import_module("anyio.from_thread")
    done: list[float] = []

    class Counting(worker.Worker):  # type: ignore[misc] # known when it runs
        def _do(self, key: str, payload: str, attempt: int) -> None:
            super()._do(key, payload, attempt)
            done.append(time.perf_counter())

    with (
        portals.start_blocking_portal() as portal,
        portal.wrap_async_context_manager(
            service("bootstrap").bootstrap(settings())
        ) as application,
        portal.wrap_async_context_manager(queue.open_jobs(settings(), nothing)) as jobs,
    ):
        for _ in range(JOBS):
            portal.call(jobs.enqueue, job())
        stop = service("entrypoints.stop").Stop()
        counting = Counting(settings(), portal, application)
        thread = threading.Thread(target=counting.work, args=[stop])
        return watch(thread.start, done, stop.set)


def apscheduler_bare() -> float:
    """Measure a few lines of APScheduler."""
    background: Any = import_module("apscheduler.schedulers.background")
    url = os.environ["APP_DATABASE_URL"].replace("+aiosqlite", "")
    scheduler = background.BackgroundScheduler()
    scheduler.add_jobstore("sqlalchemy", url=url)
    scheduler.start(paused=True)
    for _ in range(JOBS):
        scheduler.add_job(note, misfire_grace_time=None)
    return watch(scheduler.resume, DONE, do_nothing)


DONE: list[float] = []


def note() -> None:
    """Note that a job was done."""
    DONE.append(time.perf_counter())


def watch(
    start: Callable[[], object], done: list[float], stop: Callable[[], object]
) -> float:
    """Wait until all jobs have been done."""
    begin = time.perf_counter()
    start()
    while len(done) < JOBS:
        time.sleep(0.01)
    stop()
    return JOBS / (done[-1] - begin)


MEASURES: dict[str, Callable[[], Any]] = {
    "arq-generated": lambda: asyncio.run(arq_generated()),
    "arq-bare": lambda: asyncio.run(arq_bare()),
    "celery-generated": celery_generated,
    "celery-bare": celery_bare,
    "celery-work": celery_work,
    "celery-bare-work": celery_bare_work,
    "apscheduler-generated": apscheduler_generated,
    "apscheduler-bare": lambda: import_module(NAME).apscheduler_bare(),
}
NAME = "workbench.benchmarks.no_op"  # under which others know what is here

if __name__ == "__main__":
    print(MEASURES[sys.argv[1]](), flush=True)
    os._exit(0)  # whatever still runs in the background
