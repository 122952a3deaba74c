"""Requests of Celery's worker to do a job."""

import logging
from typing import Any

from billiard.einfo import ExceptionInfo
from celery.exceptions import TimeLimitExceeded, WorkerLostError
from celery.worker.request import Request

log = logging.getLogger(__name__)


class JobRequest(Request):
    """Tries a job again whose process was killed at the hard time limit.

    Celery itself tries a job again whose process has died, but not one that it has
    killed: to it, that job is done.
    """

    def on_timeout(self, soft: bool, timeout: float) -> None:
        """Log the limit; `on_failure` is called, too."""
        kind = "soft" if soft else "hard"
        log.error("%s time limit (%s s) exceeded for job %s", kind, timeout, self.id)

    def on_failure(
        self,
        exc_info: Any,
        send_failed_event: bool = True,
        return_ok: bool = False,
    ) -> None:
        """Take a process that was killed as one that has died."""
        error = getattr(exc_info.exception, "exc", exc_info.exception)
        if isinstance(error, TimeLimitExceeded):
            try:
                raise WorkerLostError(f"Time limit exceeded: {error}")
            except WorkerLostError:
                exc_info = ExceptionInfo()
        super().on_failure(exc_info, send_failed_event, return_ok)
