"""What Celery is told about RabbitMQ."""

from typing import Any
from urllib.parse import urlsplit

from ...config.settings import Settings

ANSWER_TIMEOUT = 2  # seconds


def transport_options(settings: Settings) -> dict[str, Any]:
    """Return the options of the connection."""
    return {
        # A job has been accepted when the broker says so, not when it was sent.
        "confirm_publish": True,
        # A broker that is short of memory or disk space does not answer.
        "read_timeout": ANSWER_TIMEOUT,
        "write_timeout": ANSWER_TIMEOUT,
    }


def result_options(settings: Settings) -> dict[str, Any]:
    """Return no options: RabbitMQ keeps no results, so errors are only logged."""
    return {}


def tls_options(settings: Settings) -> dict[str, Any]:
    """Return the options for TLS: the certificate must be that of the URL's host."""
    url = settings.broker_url.get_secret_value()
    # Of several URLs, all servers would have to show the certificate of one host.
    if not url.startswith("amqps://") or ";" in url:
        return {}
    return {"broker_use_ssl": {"server_hostname": urlsplit(url).hostname}}
