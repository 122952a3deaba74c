"""What Celery is told about RabbitMQ."""

from typing import Any

from ...config.settings import Settings


def transport_options(settings: Settings) -> dict[str, Any]:
    """Return the options of the connection."""
    # A job has been accepted when the broker says so, not when it was sent.
    return {"confirm_publish": True}
