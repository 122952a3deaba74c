"""Start the HTTP API: `python -m` this package."""

import os
import re

from ...config.load import end, load_settings
from ...config.logs import configure_logging


def check_web_concurrency() -> None:
    """Drop WEB_CONCURRENCY if it is empty; end the process if it is not a number."""
    workers = os.environ.get("WEB_CONCURRENCY", "1")
    if not workers:
        del os.environ["WEB_CONCURRENCY"]
    elif not re.fullmatch("[1-9][0-9]*", workers, re.ASCII):
        end("WEB_CONCURRENCY: Input should be a number, 1 or greater")


def main() -> None:
    """Serve until told to stop."""
    settings = load_settings()
    configure_logging(settings)
    check_web_concurrency()
    # Gunicorn reads the variable when it is imported.
    from .gunicorn_server import GunicornServer

    GunicornServer(settings).run()


if __name__ == "__main__":
    main()
