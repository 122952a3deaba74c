"""Jobs beside the requests, in this process: what is not done when it ends is lost."""

import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context

from ...config.logs import get_logger
from ...config.schedule import Periodic, schedule
from ...config.settings import Settings
from ...services.jobs import Job, job_key

log = get_logger(__name__)

AT_A_TIME = 4  # jobs in progress; the others wait
GRACE = 2.0  # seconds that jobs have to end in when the process is told to stop


class ThreadedJobs:
    """Has each job done in a thread, as soon as one is free."""

    def __init__(self, run: Callable[[Job], None]) -> None:
        self._run = run
        self._threads = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="jobs")
        self._jobs = set[Future[None]]()
        self._clocks: list[threading.Thread] = []
        self._stopping = threading.Event()

    def enqueue(self, job: Job) -> None:
        """Start a job; its log lines carry the id of the request that it comes from."""
        future = self._threads.submit(copy_context().run, self._do, job)
        self._jobs.add(future)
        future.add_done_callback(self._jobs.discard)

    def ping(self) -> None:
        """Do nothing: this process is always within reach."""

    def repeat(self, periodic: Periodic) -> None:
        """Start a job again and again."""
        clock = threading.Thread(target=self._repeat, args=[periodic], daemon=True)
        self._clocks.append(clock)
        clock.start()

    def close(self) -> None:
        """Start nothing more, and let what has been started end."""
        self._stopping.set()
        for clock in self._clocks:
            clock.join()
        _, late = wait(self._jobs.copy(), timeout=GRACE)
        for job in late:
            log.warning("job not done in time", running=job.running())
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _repeat(self, periodic: Periodic) -> None:
        while not self._stopping.wait(periodic.minutes * 60):
            self.enqueue(periodic.job)

    def _do(self, job: Job) -> None:
        try:
            self._run(job)
        # Nobody waits for the job: this is the last place to hear of any error.
        except Exception:
            log.exception("job failed", job=job_key(job))


@contextmanager
def open_jobs(
    settings: Settings,
    run: Callable[[Job], None],
) -> Generator[ThreadedJobs, None, None]:
    """Start the clocks."""
    jobs = ThreadedJobs(run)
    for periodic in schedule(settings):
        jobs.repeat(periodic)
    try:
        yield jobs
    finally:
        jobs.close()
