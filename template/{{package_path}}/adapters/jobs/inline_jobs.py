"""Jobs beside the requests, in this process: what is not done when it ends is lost."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager

from ...config.logs import get_logger
from ...config.schedule import Periodic, schedule
from ...config.settings import Settings
from ...services.jobs import Job, job_key

log = get_logger(__name__)

GRACE = 2.0  # seconds that jobs have to end in when the process is told to stop


class InlineJobs:
    """Starts each job at once, as a task of the event loop."""

    def __init__(self, run: Callable[[Job], Awaitable[None]]) -> None:
        self._run = run
        self._jobs = set[asyncio.Task[None]]()
        self._clocks = set[asyncio.Task[None]]()

    async def enqueue(self, job: Job) -> None:
        """Start a job."""
        start(self._do(job), self._jobs)

    async def ping(self) -> None:
        """Do nothing: this process is always within reach."""

    def repeat(self, periodic: Periodic) -> None:
        """Start a job again and again."""
        start(self._repeat(periodic), self._clocks)

    async def close(self) -> None:
        """Start nothing more, and let what has been started end."""
        for clock in self._clocks:
            clock.cancel()
        if self._jobs:
            _, late = await asyncio.wait(self._jobs, timeout=GRACE)
            for job in late:
                job.cancel()

    async def _repeat(self, periodic: Periodic) -> None:
        while True:
            await asyncio.sleep(periodic.minutes * 60)
            await self.enqueue(periodic.job)

    async def _do(self, job: Job) -> None:
        try:
            await self._run(job)
        # Nobody waits for the job: this is the last place to hear of any error.
        except Exception:
            log.exception("job failed", job=job_key(job))


def start(work: Coroutine[None, None, None], tasks: set[asyncio.Task[None]]) -> None:
    """Start a task, and keep it until it ends: the event loop itself does not."""
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


@asynccontextmanager
async def open_jobs(
    settings: Settings,
    run: Callable[[Job], Awaitable[None]],
) -> AsyncGenerator[InlineJobs, None]:
    """Start the clocks."""
    jobs = InlineJobs(run)
    for periodic in schedule(settings):
        jobs.repeat(periodic)
    try:
        yield jobs
    finally:
        await jobs.close()
