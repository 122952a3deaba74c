"""Structured logs: every line carries what is bound to the request it belongs to."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from .settings import Settings


def without_colors(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Drop the second, coloured copy that uvicorn has of its messages."""
    event.pop("color_message", None)
    return event


def renderers(settings: Settings) -> list[Processor]:
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
        structlog.processors.JSONRenderer(),
    ]


def configure_logging(settings: Settings) -> None:
    """Have the service's log lines and those of its libraries look the same."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, *renderers(settings)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )

    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                *shared,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                without_colors,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *renderers(settings),
            ],
        ),
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
