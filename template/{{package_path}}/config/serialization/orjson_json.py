"""JSON by orjson."""

from typing import Any

import orjson

from ..json_port import Default
from .exact import exactly, refuse, write_json

# Times end as they do in pydantic's models, and keys may be numbers.
OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def dumps(data: Any, default: Default = refuse) -> str:
    """Write plain data."""
    try:
        return orjson.dumps(data, exactly(default), OPTIONS).decode()
    except orjson.JSONEncodeError:
        # It writes no integers beyond 64 bits and no half of a surrogate pair, which a
        # log line may have.
        return write_json(data, default)


def loads(text: str | bytes) -> Any:
    """Read JSON; bytes that are no text raise what they raise elsewhere."""
    return orjson.loads(text if isinstance(text, str) else text.decode())
