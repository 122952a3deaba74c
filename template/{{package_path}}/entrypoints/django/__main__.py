"""Start the HTTP API: `python -m` this package."""

import uvicorn

from ...config.load import load_settings
from ...config.logs import configure_logging
from .asgi import application

# Seconds that requests in progress have to end in after SIGTERM: fewer than the ten
# after which most supervisors kill a process.
GRACE = 8


def main() -> None:
    """Serve until told to stop."""
    settings = load_settings()
    configure_logging(settings)
    uvicorn.run(
        application,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE,
    )


if __name__ == "__main__":
    main()
