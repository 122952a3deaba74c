"""Jobs in a message broker, for workers of Celery."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from celery import Celery
from celery.exceptions import OperationalError

from ...config.settings import Settings
from ...domain.errors import QueueUnavailable
from ...services.jobs import Job
from .celery_app import make_celery


class CeleryJobs:
    """Puts jobs into the queue, in threads: Celery knows no async and await."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    async def enqueue(self, job: Job) -> None:
        """Have a job done soon, or raise `QueueUnavailable`."""
        try:
            await asyncio.to_thread(
                self._app.send_task,
                job.name,
                args=[job.model_dump_json()],
                ignore_result=True,  # or it would wait for the result backend first
            )
        except OperationalError as error:
            raise QueueUnavailable from error

    async def ping(self) -> None:
        """Raise an error when the broker cannot be reached."""
        await asyncio.to_thread(self._connect)

    def _connect(self) -> None:
        with self._app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0)


@asynccontextmanager
async def open_jobs(
    settings: Settings,
    run: Callable[[Job], Awaitable[None]],
) -> AsyncGenerator[CeleryJobs, None]:
    """Keep one pool of connections to the broker; it connects when it is first used."""
    app = make_celery(settings)
    try:
        yield CeleryJobs(app)
    finally:
        app.close()
