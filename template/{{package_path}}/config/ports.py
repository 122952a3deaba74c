"""The shapes that make ways of logging interchangeable."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from .settings import LogSettings


class Log(Protocol):
    """Writes lines: what happened, and values by their names."""

    def debug(self, *event: Any, **values: Any) -> Any:
        """Log at DEBUG."""
        ...

    def info(self, *event: Any, **values: Any) -> Any:
        """Log at INFO."""
        ...

    def warning(self, *event: Any, **values: Any) -> Any:
        """Log at WARNING."""
        ...

    def error(self, *event: Any, **values: Any) -> Any:
        """Log at ERROR."""
        ...

    def exception(self, *event: Any, **values: Any) -> Any:
        """Log at ERROR, with the traceback of the exception being handled."""
        ...


class ConfigureLogging(Protocol):
    """Has the service's lines and those of its libraries look the same."""

    def __call__(self, settings: LogSettings) -> None:
        """Set the logging of the process up."""
        ...


class GetLogger(Protocol):
    """Gives each module what it logs by."""

    def __call__(self, name: str) -> Log:
        """Return the logger of a module."""
        ...


class BindValues(Protocol):
    """Has the lines of what is at hand carry values, from here on."""

    def __call__(self, **values: str) -> Any:
        """Bind values by their names."""
        ...


class BoundValues(Protocol):
    """Has lines carry values for as long as the context lasts."""

    def __call__(self, **values: str) -> AbstractContextManager[None]:
        """Bind values by their names, and let go of them in the end."""
        ...


class ReadValues(Protocol):
    """Tells what the lines of what is at hand carry."""

    def __call__(self) -> Mapping[str, Any]:
        """Return the values by their names."""
        ...
