"""Do the jobs that wait in the broker, in processes of Celery."""

from contextlib import ExitStack

from anyio.from_thread import BlockingPortal, start_blocking_portal
from celery import signals

from ...adapters.jobs.celery_app import make_celery
from ...bootstrap import Application, bootstrap
from ...config.load import load_settings
from ...config.logs import configure_logging
from ...services.jobs import JOB, JOB_NAMES

ATTEMPTS = 10

settings = load_settings()
app = make_celery(settings)


class Process:
    """What one process of the worker keeps open: an event loop, and all it connects."""

    portal: BlockingPortal
    application: Application

    def __init__(self) -> None:
        self._stack = ExitStack()

    def open(self, **signal: object) -> None:
        """Connect everything, in an event loop that runs beside this thread."""
        self.portal = self._stack.enter_context(start_blocking_portal())
        self.application = self._stack.enter_context(
            self.portal.wrap_async_context_manager(bootstrap(settings)),
        )

    def close(self, **signal: object) -> None:
        """Close everything."""
        self._stack.close()

    def run(self, payload: str) -> None:
        """Do a job."""
        self.portal.call(self.application.jobs.run, JOB.validate_json(payload))


process = Process()
signals.worker_process_init.connect(process.open)
signals.worker_process_shutdown.connect(process.close)


# Not a method: Celery would count `self` among what a job must be given.
def do_job(payload: str) -> None:
    """Do a job in this process."""
    process.run(payload)


@signals.setup_logging.connect
def log_as_the_service_does(**signal: object) -> None:
    """Have Celery's own log lines look like the others."""
    configure_logging(settings)


# Whatever goes wrong, the job is tried again after a growing and random wait.
for name in JOB_NAMES:
    task = app.task(
        name=name,
        autoretry_for=(Exception,),
        max_retries=ATTEMPTS - 1,
        retry_backoff=True,
        retry_backoff_max=settings.job_timeout,
    )
    task(do_job)


def main() -> None:
    """Work until told to stop, and then end the jobs in progress."""
    # Named after its queue: workers of other services may run on the same machine.
    name = f"{settings.queue_name}@%h"
    level = settings.log_level
    app.worker_main(["--quiet", "worker", "--hostname", name, "--loglevel", level])


if __name__ == "__main__":
    main()
