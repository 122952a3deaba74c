"""Do the jobs that wait in the database: there must be just one such process."""

import signal
import threading
from datetime import UTC, datetime
from types import FrameType

import structlog
from anyio.from_thread import BlockingPortal, start_blocking_portal
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.blocking import BlockingScheduler
from structlog.typing import FilteringBoundLogger

from ...adapters.jobs.apscheduler_store import doer, make_store, make_table
from ...bootstrap import Application, bootstrap
from ...config.load import load_settings
from ...config.logs import configure_logging
from ...config.schedule import schedule
from ...config.settings import Settings
from ...services.jobs import JOB

log: FilteringBoundLogger = structlog.get_logger()


class Worker:
    """Does jobs in threads, which hand their work to one event loop."""

    def __init__(
        self,
        settings: Settings,
        portal: BlockingPortal,
        application: Application,
    ) -> None:
        self._portal = portal
        self._application = application
        self._stopping = False
        self._threads = ThreadPoolExecutor(settings.worker_concurrency)
        self._store = make_store(settings)
        self._scheduler = BlockingScheduler(
            # What the clock asks for is said in the code, and need not be stored.
            jobstores={"default": self._store, "clock": MemoryJobStore()},
            executors={"default": self._threads},
            timezone=UTC,
        )
        for periodic in schedule(settings):
            self._scheduler.add_job(
                self._run,
                "cron",
                minute=f"*/{periodic.minutes}",
                args=[periodic.job.model_dump_json()],
                jobstore="clock",
                coalesce=True,
                misfire_grace_time=None,
            )

    def work(self, stop: threading.Event) -> None:
        """Do jobs until told to stop, and then end those in progress."""
        doer.do = self._do
        make_table(self._store)
        thread = threading.Thread(target=self._scheduler.start, daemon=True)
        thread.start()
        while not stop.wait(1):
            if not thread.is_alive():
                raise SystemExit("The scheduler has ended, for the reason above.")
            # Nobody tells it that another process has put a job into the table.
            self._scheduler.wakeup()
        self._stopping = True
        self._scheduler.pause()
        self._scheduler.get_jobs()  # comes back when the last look has ended
        self._threads.shutdown(wait=True)
        # The scheduler's own way to end would look once more, and put off what is due.
        self._store.shutdown()

    def _do(self, key: str, payload: str) -> None:
        if self._stopping:
            now = datetime.now(UTC)
            self._scheduler.modify_job(key, "default", next_run_time=now)
            return
        try:
            self._run(payload)
        # Whatever went wrong: the job stays in the table, and is due again later.
        except Exception:
            log.exception("job failed", job=key)
        else:
            self._scheduler.remove_job(key, "default")

    def _run(self, payload: str) -> None:
        self._portal.call(self._application.jobs.run, JOB.validate_json(payload))


def main() -> None:
    """Work until told to stop."""
    settings = load_settings()
    configure_logging(settings)
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(bootstrap(settings)) as application,
    ):
        Worker(settings, portal, application).work(stop)


if __name__ == "__main__":
    main()
