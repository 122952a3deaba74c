"""What is asked of a JSON library."""

from collections.abc import Callable
from typing import Any, Protocol

Default = Callable[[Any], Any]


class Dumps(Protocol):
    """Writes plain data."""

    def __call__(self, data: Any, default: Default = ...) -> str:
        """Write decimals, times and UUIDs exactly, or raise `TypeError`.

        Of anything else that JSON has no word for, `default` makes something it has.
        """
        ...


class Loads(Protocol):
    """Reads JSON."""

    def __call__(self, text: str | bytes) -> Any:
        """Read it, or raise `ValueError`."""
        ...
