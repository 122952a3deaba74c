"""Structured logs: each line carries what is bound to the call or job at hand."""

import logging
import sys

import structlog
from structlog.contextvars import (
    bind_contextvars,
    bound_contextvars,
    clear_contextvars,
    get_contextvars,
    merge_contextvars,
)
from structlog.typing import FilteringBoundLogger, Processor

from .serialization import dumps
from .settings import LogSettings
from .uncaught import log_uncaught

bind = bind_contextvars
bound = bound_contextvars
bound_values = get_contextvars


def begin(**values: str) -> None:
    """Bind values, and nothing of what was bound before."""
    clear_contextvars()
    bind_contextvars(**values)


def get_logger(name: str) -> FilteringBoundLogger:
    """Return the logger of a module."""
    logger: FilteringBoundLogger = structlog.get_logger(name)
    return logger


def renderers(settings: LogSettings) -> list[Processor]:
    """Return what makes a line of an event."""
    if settings.log_format == "console":
        return [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                exception_formatter=structlog.dev.plain_traceback,
            ),
        ]
    # Without the local variables: they hold passwords and what users sent.
    frames = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    return [
        structlog.processors.ExceptionRenderer(frames),
        structlog.processors.JSONRenderer(serializer=dumps),
    ]


def configure_logging(settings: LogSettings) -> None:
    """Have the service's log lines and those of its libraries look the same."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[Processor] = [
        merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, *renderers(settings)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )

    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                *shared,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *renderers(settings),
            ],
        ),
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    log_uncaught()
