"""What the routes to compare with store and answer, in a service's own models."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4


def new_rows(tables: Any, outbox: Any, order: Any) -> list[Any]:
    """Make the rows of a new order.

    Parameters
    ----------
    tables : Any
        The module of the generated service that has the tables of orders.
    outbox : Any
        The one that has the table of jobs.
    order : Any
        The service's own model of what the caller sent.

    Returns
    -------
    list[Any]
        The order's row, its items attached, and that of the job which confirms it.
    """
    now = datetime.now(UTC)
    row = tables.OrderRow(
        id=uuid4(),
        currency=order.currency,
        placed_at=now,
        status="placed",
        version=1,
        confirmed_at=None,
        items=[
            tables.ItemRow(
                position=position,
                sku=item.sku,
                quantity=item.quantity,
                unit_price=item.unit_price,
            )
            for position, item in enumerate(order.items)
        ],
    )
    job = json.dumps({"name": "send_confirmation.v1", "order_id": str(row.id)})
    return [row, outbox.MessageRow(id=uuid4(), job=job, failures=0, due_at=now)]


def order_view(schemas: Any, row: Any, items: Iterable[Any]) -> Any:
    """Show an order.

    Parameters
    ----------
    schemas : Any
        The module of the generated service that has the models.
    row : Any
        The order's row.
    items : Iterable[Any]
        The rows of its items.

    Returns
    -------
    Any
        The service's own model of an order.
    """
    rows = list(items)
    return schemas.OrderView(
        id=row.id,
        status=row.status,
        currency=row.currency,
        items=[
            schemas.ItemView(
                sku=item.sku, quantity=item.quantity, unit_price=item.unit_price
            )
            for item in rows
        ],
        total=sum(item.unit_price * item.quantity for item in rows),
        placed_at=row.placed_at,
        version=row.version,
        confirmed_at=row.confirmed_at,
    )
