"""JSON by the standard library."""

import json
from typing import Any

from ..json_port import Default
from .exact import refuse, write_json


def dumps(data: Any, default: Default = refuse) -> str:
    """Write plain data."""
    return write_json(data, default)


def loads(text: str | bytes) -> Any:
    """Read JSON."""
    return json.loads(text)
