"""The log line of each request."""

from http import HTTPStatus
from time import perf_counter

from ...config.logs import get_logger

log = get_logger(__name__)

PROBES = {"/health/live", "/health/ready"}


def log_request(method: str, path: str, status: int, started: float) -> None:
    """Log a request: a 5xx as an error, an answered probe at DEBUG only."""
    write = log.info
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        write = log.error
    elif path in PROBES:
        write = log.debug
    write(
        "request",
        method=method,
        path=path,
        status=status,
        milliseconds=round((perf_counter() - started) * 1000, 1),
    )
