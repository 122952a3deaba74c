"""Structured logs: every line carries what is bound to the request it belongs to."""

import logging

import structlog
from structlog.typing import Processor

from .settings import Settings

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def configure_logging(settings: Settings) -> None:
    """Send the log lines of the service and its libraries through one formatter."""
    renderers: dict[str, list[Processor]] = {
        "console": [structlog.dev.ConsoleRenderer()],
        "json": [
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
    }
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *renderers[settings.log_format],
            ],
        ),
    )
    logging.basicConfig(
        handlers=[handler],
        level=settings.log_level.upper(),
        force=True,
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
