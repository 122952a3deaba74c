"""MessagePack: the API's JSON in fewer bytes, for callers who ask for it."""

import re
from typing import Any

import msgpack

from ...config.serialization import dumps, loads

MEDIA_TYPE = "application/msgpack"
JSON = "application/json"

# What takes the place of a body that cannot be unpacked: it is refused as any other is
# that cannot be read.
NO_JSON = b"\xff"
FAULTS = (ValueError, TypeError, RecursionError)

QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)")


def from_json(body: bytes) -> bytes:
    """Pack an answer; decimals, times and UUIDs stay the strings that they are."""
    packed: bytes = msgpack.packb(loads(body))
    return packed


def to_json(body: bytes) -> bytes:
    """Unpack what a caller has sent, or return what nobody can read."""
    try:
        return dumps(msgpack.unpackb(body)).encode()
    except FAULTS:
        return NO_JSON


def is_wanted(accept: str) -> bool:
    """Say whether a caller names MessagePack, and likes JSON no better."""
    wishes = dict(wish(part) for part in accept.lower().split(","))
    names = (JSON, "application/*", "*/*")
    json = next((wishes[name] for name in names if name in wishes), 0.0)
    return wishes.get(MEDIA_TYPE, 0.0) >= max(json, 0.001)


def wish(part: str) -> tuple[str, float]:
    """Read a media type, and how much it is liked."""
    quality = QUALITY.search(part)
    return part.partition(";")[0].strip(), float(quality[1]) if quality else 1.0


def describe(document: dict[str, Any]) -> None:
    """Say in an OpenAPI document that what is JSON can be MessagePack."""
    for path in document["paths"].values():
        for operation in path.values():
            bodies = [*operation["responses"].values()]
            bodies.append(operation.get("requestBody", {}))
            for content in (body.get("content", {}) for body in bodies):
                if JSON in content:
                    content[MEDIA_TYPE] = content[JSON]
