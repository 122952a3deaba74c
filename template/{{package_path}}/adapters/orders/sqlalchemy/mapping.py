"""Between orders and the rows they are kept in."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from ....domain.money import Money, smallest_unit
from ....domain.order import Item, Order, OrderStatus
from .tables import ItemRow, OrderRow

AnyRow = Row[*tuple[Any, ...]]


def order_values(order: Order, key: UUID | None) -> dict[str, Any]:
    """Return the columns of a new order."""
    return {
        "id": order.id,
        "currency": order.currency,
        "placed_at": order.placed_at,
        "status": order.status.value,
        "version": order.version,
        "confirmed_at": order.confirmed_at,
        "idempotency_key": key,
    }


def item_values(order: Order) -> list[dict[str, Any]]:
    """Return the columns of a new order's items."""
    return [
        {
            "order_id": order.id,
            "position": position,
            "sku": item.sku,
            "quantity": item.quantity,
            "unit_price": item.unit_price.amount,
        }
        for position, item in enumerate(order.items)
    ]


def to_order(row: OrderRow | AnyRow, items: Iterable[ItemRow | AnyRow]) -> Order:
    """Return the order that a row and its items stand for."""
    unit = smallest_unit(row.currency)
    return Order(
        id=row.id,
        currency=row.currency,
        items=tuple(to_item(item, row.currency, unit) for item in items),
        placed_at=row.placed_at,
        status=OrderStatus(row.status),
        version=row.version,
        confirmed_at=row.confirmed_at,
    )


def to_item(row: ItemRow | AnyRow, currency: str, unit: Decimal) -> Item:
    """Return an item, its price with no more digits than its currency has."""
    price = Money(row.unit_price.quantize(unit), currency)
    return Item(row.sku, row.quantity, price)
