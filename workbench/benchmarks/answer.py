"""What the routes to compare with answer, made of a service's own model and rows."""

from collections.abc import Iterable
from typing import Any


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
