"""GraphQL types of orders."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import strawberry

from ...domain.money import Money
from ...domain.order import Order, OrderStatus
from ...services.orders import OrderPage
from ..api import schemas
from ..api.cursor import encode_cursor

strawberry.enum(OrderStatus, description="How far an order has come.")


@strawberry.input
class NewItem:
    """Some pieces of one product."""

    sku: str
    quantity: int
    unit_price: Decimal


@strawberry.input
class NewOrder:
    """An order to place."""

    currency: str
    items: list[NewItem]

    def checked(self) -> schemas.NewOrder:
        """Return the validated order, or raise `ValidationError`."""
        return schemas.NewOrder.model_validate(asdict(self))


@strawberry.type(name="Item", description="Some pieces of one product, as ordered.")
class ItemType:
    """Some pieces of one product, as ordered."""

    sku: str
    quantity: int
    unit_price: Decimal


@strawberry.type(name="Order", description="An order as it stands.")
class OrderType:
    """An order as it stands."""

    id: UUID
    status: OrderStatus
    currency: str
    items: list[ItemType]
    total: Decimal
    placed_at: datetime
    version: int
    confirmed_at: datetime | None

    @classmethod
    def of(cls, order: Order) -> "OrderType":
        """Convert an order."""
        return cls(
            id=order.id,
            status=order.status,
            currency=order.currency,
            items=[
                ItemType(
                    sku=item.sku,
                    quantity=item.quantity,
                    unit_price=item.unit_price.amount,
                )
                for item in order.items
            ],
            total=order.total.amount,
            placed_at=order.placed_at,
            version=order.version,
            confirmed_at=order.confirmed_at,
        )


@strawberry.type(name="OrderPage", description="Orders, newest first.")
class OrderPageType:
    """Orders, newest first; pass `next` as `after` for the following page."""

    orders: list[OrderType]
    next: str | None

    @classmethod
    def of(cls, page: OrderPage) -> "OrderPageType":
        """Convert a page of orders."""
        return cls(
            orders=[OrderType.of(order) for order in page.orders],
            next=None if page.end is None else encode_cursor(page.end),
        )


@strawberry.type(name="Money", description="An amount of money.")
class MoneyType:
    """An amount of money."""

    amount: Decimal
    currency: str

    @classmethod
    def of(cls, money: Money) -> "MoneyType":
        """Convert an amount of money."""
        return cls(amount=money.amount, currency=money.currency)
