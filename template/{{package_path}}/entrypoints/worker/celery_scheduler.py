"""Enqueue what the clock asks for: there must be one such process, and no second."""

from ...config.logs import configure_logging
from .celery_worker import app, settings


def main() -> None:
    """Watch the clock until told to stop."""
    configure_logging(settings)
    # Celery's default would keep a file of when it did what last, which no job needs.
    scheduler = "celery.beat:Scheduler"
    level = settings.log_level
    app.start(["--quiet", "beat", "--scheduler", scheduler, "--loglevel", level])


if __name__ == "__main__":
    main()
