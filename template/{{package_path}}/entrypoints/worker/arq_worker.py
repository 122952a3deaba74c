"""Do the jobs that wait in Redis."""

import asyncio
from contextlib import suppress
from typing import Any

from arq import Retry, Worker, cron, func
from arq.typing import WorkerCoroutine

from ...adapters.jobs.arq_jobs import FOREVER, connect, write
from ...bootstrap import Application, bootstrap
from ...config.load import load_settings
from ...config.logs import configure_logging, get_logger
from ...config.schedule import schedule
from ...config.serialization import loads
from ...config.settings import Settings
from ...services.jobs import JOB, JOB_NAMES, Job

log = get_logger(__name__)

ATTEMPTS = 10


async def run_job(ctx: dict[Any, Any], payload: str) -> None:
    """Do a job; whatever goes wrong, it is tried again after a growing wait."""
    application: Application = ctx["application"]
    try:
        await application.jobs.run(JOB.validate_json(payload))
    # Whatever it was: arq by itself tries only again what asks for it.
    except Exception as error:
        attempt: int = ctx["job_try"]
        log.exception("job failed", job_id=ctx["job_id"], attempt=attempt)
        raise Retry(defer=min(2**attempt, 300)) from error


def on_time(job: Job) -> WorkerCoroutine:
    """Return what arq calls when it is time for a job."""

    async def run(ctx: dict[Any, Any]) -> None:
        await run_job(ctx, job.model_dump_json())

    return run


def make_worker(settings: Settings, application: Application) -> Worker:
    """Set a worker up; of several, one does what the clock asks for."""
    return Worker(
        [func(run_job, name=name) for name in JOB_NAMES],
        queue_name=settings.queue_name,
        cron_jobs=[
            cron(
                on_time(periodic.job),
                name=f"cron:{periodic.job.name}",
                minute=set(range(0, 60, periodic.minutes)),
            )
            for periodic in schedule(settings)
        ],
        redis_pool=connect(settings, attempts=FOREVER),
        job_serializer=write,
        job_deserializer=loads,
        ctx={"application": application},
        max_jobs=settings.worker_concurrency,
        max_tries=ATTEMPTS,
        # The jobs end by themselves in time: these limits are for those that hang.
        job_timeout=settings.job_timeout + 5,
        job_completion_wait=settings.job_timeout + 5,
        keep_result=0,
        health_check_interval=10,
    )


async def work(settings: Settings) -> None:
    """Do jobs until told to stop, and then end those in progress."""
    async with bootstrap(settings) as application:
        worker = make_worker(settings, application)
        with suppress(asyncio.CancelledError):  # this is how it stops
            await worker.async_run()
        await worker.close()


def main() -> None:
    """Work until told to stop."""
    settings = load_settings()
    configure_logging(settings)
    asyncio.run(work(settings))


if __name__ == "__main__":
    main()
