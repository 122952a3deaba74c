"""What the log lines of the request or job at hand have in common."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

_values: ContextVar[Mapping[str, str]] = ContextVar(
    "values",
    default=MappingProxyType({}),
)


def bound_values() -> Mapping[str, str]:
    """Return what is bound right now."""
    return _values.get()


def begin(**values: str) -> None:
    """Bind values, and nothing of what was bound before."""
    _values.set(values)


def bind(**values: str) -> None:
    """Bind values beside those that are bound already."""
    _values.set({**_values.get(), **values})


@contextmanager
def bound(**values: str) -> Generator[None, None, None]:
    """Bind values for as long as the context lasts."""
    token = _values.set({**_values.get(), **values})
    try:
        yield
    finally:
        _values.reset(token)
