"""What Celery is told about Redis."""

from ssl import CERT_REQUIRED
from typing import Any

from ...config.settings import Settings


def transport_options(settings: Settings) -> dict[str, Any]:
    """Return the options of the connection."""
    return {
        # Seconds after which a job that nobody has called done goes to another worker:
        # longer than any job and those at hand before it, and than the wait before a
        # job is tried again.
        "visibility_timeout": (settings.worker_prefetch + 2) * settings.job_timeout,
        # Look for such jobs every ten seconds, and not every hundred.
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "socket_keepalive": True,
    }


def result_options(settings: Settings) -> dict[str, Any]:
    """Return the options for results: those of failures are kept for a day."""
    return {
        "result_backend": settings.result_backend.get_secret_value(),
        "task_store_errors_even_if_ignored": True,
        "result_expires": 24 * 60 * 60,
    }


def tls_options(settings: Settings) -> dict[str, Any]:
    """Return the options for TLS: certificates are verified, unless a URL differs."""
    urls = {
        "broker_use_ssl": settings.broker_url,
        "redis_backend_use_ssl": settings.result_backend,
    }
    return {
        name: {"ssl_cert_reqs": CERT_REQUIRED}
        for name, url in urls.items()
        if url.get_secret_value().startswith("rediss://")
    }
