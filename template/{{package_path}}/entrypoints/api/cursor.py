"""Cursors: where a list of orders goes on, as an opaque word."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from ...domain.ports import Position

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CURSOR = re.compile(r"([0-9a-f]{1,16})-([0-9a-f]{32})", re.ASCII)


class InvalidCursor(Exception):
    """A cursor that this service did not write."""

    def __str__(self) -> str:
        return "The cursor is none that this service has given out."


def encode_cursor(position: Position) -> str:
    """Write a position as such a word."""
    microseconds = (position.placed_at - EPOCH) // MICROSECOND
    return f"{microseconds:x}-{position.order_id.hex}"


def decode_cursor(cursor: str) -> Position:
    """Read a position, or raise `InvalidCursor`."""
    match = CURSOR.fullmatch(cursor)
    if match is None:
        raise InvalidCursor
    try:
        placed_at = EPOCH + int(match[1], base=16) * MICROSECOND
    except OverflowError:
        raise InvalidCursor from None
    return Position(placed_at, UUID(hex=match[2]))
