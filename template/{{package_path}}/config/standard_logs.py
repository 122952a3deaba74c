"""Logs of the standard library, as lines of JSON or for a person's eyes."""

import logging
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

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

# What every record has; all else was handed over by who logs.
STANDARD = {*vars(logging.makeLogRecord({})), "asctime", "message", "values"}
OPTIONS = ("exc_info", "extra", "stack_info", "stacklevel")


class ValuesAdapter(logging.LoggerAdapter[logging.Logger]):
    """Takes values by their names: `log.info("paid", order_id="7")`."""

    def process(
        self,
        msg: Any,
        kwargs: MutableMapping[str, Any],
    ) -> tuple[Any, MutableMapping[str, Any]]:
        """Hand the values over as a record's extra attributes."""
        options = {name: kwargs.pop(name) for name in OPTIONS if name in kwargs}
        return msg, {"extra": dict(kwargs), **options}


def values_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what is bound, and what was handed over with a record."""
    own = {name: value for name, value in vars(record).items() if name not in STANDARD}
    return {**bound_values(), **own}


class ConsoleFormatter(logging.Formatter):
    """Writes a record for a person's eyes."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the values behind the message."""
        values = values_of(record).items()
        vars(record)["values"] = "".join(f" {name}={value}" for name, value in values)
        return super().format(record)


class JsonFormatter(logging.Formatter):
    """Writes a record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Write what every line has, the values, and the traceback."""
        line = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "logger": record.name,
            **values_of(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return dumps(line, default=str)


def get_logger(name: str) -> ValuesAdapter:
    """Return the logger of a module."""
    return ValuesAdapter(logging.getLogger(name))


def configure_logging(settings: LogSettings) -> None:
    """Have the service's log lines and those of its libraries look the same."""
    handler = logging.StreamHandler()
    if settings.log_format == "console":
        line = "%(asctime)s %(levelname)-8s %(name)s: %(message)s%(values)s"
        handler.setFormatter(ConsoleFormatter(line))
    else:
        handler.setFormatter(JsonFormatter())
    level = settings.log_level.upper()
    logging.basicConfig(handlers=[handler], level=level, force=True)
    log_uncaught()
