"""Start the HTTP API: `python -m` this package."""

import logging

import uvicorn

from ...config.load import load_settings
from ...config.logs import configure_logging
from ..uvicorn_logs import without_colors
from .app import create_app

# Seconds that requests in progress have to end in after SIGTERM. Most supervisors kill
# a process after ten: the rest is for jobs and for closing connections.
GRACE = 5


def main() -> None:
    """Serve until told to stop."""
    settings = load_settings()
    configure_logging(settings)
    logging.getLogger("uvicorn.error").addFilter(without_colors)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        root_path=settings.root_path,
        workers=1,  # WEB_CONCURRENCY, which platforms set, would need an import string
        log_config=None,
        access_log=False,
        timeout_keep_alive=settings.keep_alive,
        timeout_graceful_shutdown=GRACE,
    )


if __name__ == "__main__":
    main()
