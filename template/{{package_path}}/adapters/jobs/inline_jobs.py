"""Jobs in this process: each is done in the task that hands it over."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from ...config.logs import get_logger
from ...config.schedule import Periodic, schedule
from ...config.settings import Settings
from ...services.jobs import Job, job_key

log = get_logger(__name__)


class InlineJobs:
    """Does each job while it is handed over, so that the outbox has it until then."""

    def __init__(
        self,
        run: Callable[[Job], Awaitable[None]],
        lease: timedelta,
    ) -> None:
        self._run = run
        self.lease = lease

    async def enqueue(self, job: Job) -> None:
        """Do a job, or raise the error that it fails with."""
        await self._run(job)

    async def ping(self) -> None:
        """Do nothing: this process is always within reach."""

    async def repeat(self, periodic: Periodic) -> None:
        """Do a job whenever it is due."""
        while True:
            await asyncio.sleep(periodic.seconds_until_due(datetime.now(UTC)))
            try:
                await self._run(periodic.job)
            # Whatever went wrong, the job is due again.
            except Exception:
                log.exception("job failed", job=job_key(periodic.job))


@asynccontextmanager
async def open_jobs(
    settings: Settings,
    run: Callable[[Job], Awaitable[None]],
) -> AsyncGenerator[InlineJobs, None]:
    """Start the schedule."""
    # Jobs end by themselves in time.
    jobs = InlineJobs(run, lease=timedelta(seconds=settings.job_timeout + 5))
    clocks = [asyncio.create_task(jobs.repeat(it)) for it in schedule(settings)]
    try:
        yield jobs
    finally:
        for clock in clocks:
            clock.cancel()
        await asyncio.gather(*clocks, return_exceptions=True)
