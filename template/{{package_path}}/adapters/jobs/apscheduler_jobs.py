"""Jobs in the service's database, for the one worker that APScheduler can have."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.base import BaseScheduler
from sqlalchemy.exc import SQLAlchemyError

from ...config.settings import Settings
from ...domain.errors import QueueUnavailable
from ...services.jobs import Job, job_key
from .apscheduler_store import do_job, make_store, make_table


class JobTable(BaseScheduler):
    """A scheduler for those who put jobs in: it never looks for what is due."""

    def wakeup(self) -> None:
        """Let the worker look."""

    def shutdown(self, wait: bool = True) -> None:
        """Close the connections."""
        super().shutdown(wait)


class SchedulerJobs:
    """Puts jobs into the table, in threads: APScheduler waits for the database."""

    def __init__(
        self,
        store: SQLAlchemyJobStore,
        scheduler: JobTable,
        retry_after: int,
    ) -> None:
        self._store = store
        self._scheduler = scheduler
        self._retry_after = retry_after
        self._starting = threading.Lock()

    async def enqueue(self, job: Job) -> None:
        """Have a job done soon, or raise `QueueUnavailable`."""
        try:
            await asyncio.to_thread(self._add, job)
        except SQLAlchemyError as error:
            raise QueueUnavailable from error

    async def ping(self) -> None:
        """Raise an error when the table cannot be reached."""
        await asyncio.to_thread(self._look)

    def _add(self, job: Job) -> None:
        self._start()
        self._scheduler.add_job(
            do_job,
            # A job that is due once would be forgotten when it is started. This one is
            # due again and again, until it has been done and is taken out.
            "interval",
            seconds=self._retry_after,
            next_run_time=datetime.now(UTC),
            args=[job_key(job), job.model_dump_json()],
            id=job_key(job),
            replace_existing=True,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def _look(self) -> None:
        self._start()
        self._scheduler.get_job("none")

    def _start(self) -> None:
        with self._starting:
            if not self._scheduler.running:
                make_table(self._store)
                self._scheduler.start()


@asynccontextmanager
async def open_jobs(
    settings: Settings,
    run: Callable[[Job], Awaitable[None]],
) -> AsyncGenerator[SchedulerJobs, None]:
    """Keep one pool of connections to the table; it connects when it is first used."""
    store = make_store(settings)
    scheduler = JobTable(jobstores={"default": store}, timezone=UTC)
    try:
        # A job is not due again while it may still be in progress.
        yield SchedulerJobs(store, scheduler, retry_after=settings.job_timeout + 5)
    finally:
        if scheduler.running:
            scheduler.shutdown()
