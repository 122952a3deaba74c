"""Orders as lines of comma-separated values."""

import csv
import io
from collections.abc import Sequence

from ...domain.order import Order

COLUMNS = ("id", "placed_at", "status", "currency", "total", "items", "confirmed_at")


def write(values: Sequence[object]) -> str:
    """Write a line; what is None becomes nothing."""
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


HEADER = write(COLUMNS)


def line_of(order: Order) -> str:
    """Write an order."""
    confirmed_at = order.confirmed_at
    return write(
        (
            order.id,
            order.placed_at.isoformat(),
            order.status.value,
            order.currency,
            order.total.amount,
            sum(item.quantity for item in order.items),
            None if confirmed_at is None else confirmed_at.isoformat(),
        ),
    )
