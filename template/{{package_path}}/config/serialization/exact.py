"""What JSON has no word for, as pydantic writes it in its models."""

from functools import cache
from json import JSONEncoder
from typing import Any, NoReturn

from pydantic import TypeAdapter

from ..json_port import Default

ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)


def refuse(value: Any) -> NoReturn:
    """Raise an error: nobody has said how to write it."""
    raise TypeError(f"A {type(value).__name__} cannot be written as JSON.")


def exactly(default: Default) -> Default:
    """Return what makes text of decimals, times and UUIDs, and asks `default` else."""

    def write(value: Any) -> Any:
        try:
            return ANYTHING.dump_python(value, mode="json")
        except ValueError:
            return default(value)

    return write


@cache
def encoder(default: Default) -> JSONEncoder:
    """Return what writes; to make one takes longer than to write a line."""
    return JSONEncoder(
        default=exactly(default),
        ensure_ascii=False,
        separators=(",", ":"),
    )


def write_json(data: Any, default: Default) -> str:
    """Write plain data without spaces, however large its numbers are."""
    return encoder(default).encode(data)
