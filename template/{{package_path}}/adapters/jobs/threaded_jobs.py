"""Jobs in this process: each is done in the thread that hands it over."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from ...config.logs import get_logger
from ...config.schedule import Periodic, schedule
from ...config.settings import Settings
from ...services.jobs import Job, job_key

log = get_logger(__name__)

GRACE = 2.0  # seconds that scheduled jobs have to end in when the process stops


class ThreadedJobs:
    """Does each job while it is handed over, so that the outbox has it until then."""

    def __init__(self, run: Callable[[Job], None], lease: timedelta) -> None:
        self._run = run
        self.lease = lease

    def enqueue(self, job: Job) -> None:
        """Do a job, or raise the error that it fails with."""
        self._run(job)

    def ping(self) -> None:
        """Do nothing: this process is always within reach."""

    def repeat(self, periodic: Periodic, stopping: threading.Event) -> None:
        """Do a job whenever it is due."""
        while not stopping.wait(periodic.seconds_until_due(datetime.now(UTC))):
            try:
                self._run(periodic.job)
            # Whatever went wrong, the job is due again.
            except Exception:
                log.exception("job failed", job=job_key(periodic.job))


@contextmanager
def open_jobs(
    settings: Settings,
    run: Callable[[Job], None],
) -> Generator[ThreadedJobs, None, None]:
    """Start the schedule."""
    jobs = ThreadedJobs(run, lease=timedelta(seconds=settings.job_timeout + 5))
    stopping = threading.Event()
    clocks = [
        threading.Thread(target=jobs.repeat, args=[periodic, stopping], daemon=True)
        for periodic in schedule(settings)
    ]
    for clock in clocks:
        clock.start()
    try:
        yield jobs
    finally:
        stopping.set()
        for clock in clocks:
            clock.join(GRACE)
