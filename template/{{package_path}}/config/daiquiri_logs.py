"""Logs by daiquiri, as lines of JSON or for a person's eyes."""

import logging
import sys
from typing import Any

import daiquiri
from daiquiri.formatter import TEXT_FORMATTER
from daiquiri.output import Stream
from pythonjsonlogger.json import JsonFormatter

from .log_context import begin, bind, bound, bound_values
from .serialization import dumps
from .settings import LogSettings
from .uncaught import log_uncaught

__all__ = [
    "begin",
    "bind",
    "bound",
    "bound_values",
    "configure_logging",
    "get_logger",
]

KEYS = "_daiquiri_extra_keys"  # the names of the values that a record carries
NAMES = {"message": "event", "levelname": "level", "name": "logger"}


def with_bound_values(record: logging.LogRecord) -> bool:
    """Have a record carry what is bound, as if it had been handed over with it."""
    values = bound_values()
    vars(record)[KEYS] = sorted({*values, *vars(record).get(KEYS, ())} - {KEYS})
    for name, value in values.items():
        vars(record).setdefault(name, value)
    return True


class LineFormatter(JsonFormatter):
    """Writes a record as a line of JSON."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Write the level in small letters."""
        return {**log_data, "level": log_data["level"].lower()}

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        """Write the line as the service writes JSON elsewhere."""
        return dumps(log_data, default=str)


def get_logger(name: str) -> daiquiri.KeywordArgumentAdapter:
    """Return the logger of a module."""
    return daiquiri.getLogger(name)


def configure_logging(settings: LogSettings) -> None:
    """Have the service's log lines and those of its libraries look the same."""
    formatter: logging.Formatter = TEXT_FORMATTER
    if settings.log_format == "json":
        formatter = LineFormatter(list(NAMES), rename_fields=NAMES, timestamp=True)
    output = Stream(sys.stderr, formatter)
    output.handler.addFilter(with_bound_values)
    daiquiri.setup(settings.log_level.upper(), [output], set_excepthook=False)
    log_uncaught()
