"""What the API takes and gives."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
)

from ...domain.currencies import DECIMAL_DIGITS
from ...domain.money import Money
from ...domain.order import Item, Order, OrderStatus
from ...services.orders import OrderPage
from .cursor import encode_cursor


def unquoted(value: object) -> object:
    """Remove the quotes that a header's value may have or not."""
    return value.strip('"') if isinstance(value, str) else value


def known(currency: str) -> str:
    """Return a currency's code, or raise an error if there is none like it."""
    if currency not in DECIMAL_DIGITS:
        raise ValueError(f"{currency} is not an ISO 4217 code")
    return currency


Currency = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{3}$"),
    AfterValidator(known),
]
Sku = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Price = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=3)]
Quantity = Annotated[int, Field(ge=1, le=10_000)]
IdempotencyKey = Annotated[UUID, BeforeValidator(unquoted)]


class NewItem(BaseModel):
    """Some pieces of one product."""

    sku: Sku
    quantity: Quantity
    unit_price: Price


class NewOrder(BaseModel):
    """An order to place."""

    currency: Currency
    items: Annotated[list[NewItem], Field(min_length=1, max_length=100)]

    def to_items(self) -> list[Item]:
        """Return the items as the use cases want them."""
        return [
            Item(item.sku, item.quantity, Money(item.unit_price, self.currency))
            for item in self.items
        ]


class ItemView(BaseModel):
    """Some pieces of one product, as ordered."""

    sku: str
    quantity: int
    unit_price: Decimal


class OrderView(BaseModel):
    """An order as it stands."""

    id: UUID
    status: OrderStatus
    currency: str
    items: list[ItemView]
    total: Decimal
    placed_at: datetime
    version: int
    confirmed_at: datetime | None

    @classmethod
    def of(cls, order: Order) -> "OrderView":
        """Show an order."""
        return cls(
            id=order.id,
            status=order.status,
            currency=order.currency,
            items=[
                ItemView(
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


class OrderPageView(BaseModel):
    """Orders, newest first; `next` goes into `after` to have the following ones."""

    orders: list[OrderView]
    next: str | None

    @classmethod
    def of(cls, page: OrderPage) -> "OrderPageView":
        """Show a page of orders."""
        return cls(
            orders=[OrderView.of(order) for order in page.orders],
            next=None if page.end is None else encode_cursor(page.end),
        )


class TotalView(BaseModel):
    """What an order costs in one currency."""

    amount: Decimal
    currency: str

    @classmethod
    def of(cls, total: Money) -> "TotalView":
        """Show an amount of money."""
        return cls(amount=total.amount, currency=total.currency)
