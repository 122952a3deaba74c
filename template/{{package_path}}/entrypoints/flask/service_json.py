"""Has Flask read and write by the service's own JSON library."""

from typing import Any

from flask.json.provider import JSONProvider

from ...config.serialization import dumps, loads


class ServiceJson(JSONProvider):
    """What requests are read by, and what views answer with that is not in a model."""

    def dumps(self, obj: Any, **options: Any) -> str:
        """Write plain data."""
        return dumps(obj)

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """Read JSON."""
        return loads(s)
