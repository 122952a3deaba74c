"""What callers ask for, checked."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from ...domain.order import OrderStatus
from ..api.schemas import Currency, NewOrder
from . import orders_pb2 as pb
from .order_messages import STATUSES

BY_NUMBER = {number: status for status, number in STATUSES.items()}


class OneOrder(BaseModel):
    """Which order is meant."""

    order_id: UUID


class Total(OneOrder):
    """Whose total is asked for, in which currency."""

    currency: Currency


class Page(BaseModel):
    """Which page of orders is asked for."""

    status: OrderStatus | None
    page_size: Annotated[int, Field(ge=1, le=100)]


def new_order(request: pb.PlaceOrderRequest) -> NewOrder:
    """Read an order to place."""
    return NewOrder.model_validate(
        {
            "currency": request.currency,
            "items": [
                {
                    "sku": item.sku,
                    "quantity": item.quantity,
                    "unit_price": item.unit_price,
                }
                for item in request.items
            ],
        },
    )


def page(request: pb.ListOrdersRequest) -> Page:
    """Read which page is asked for; what is left out is zero."""
    number = request.status
    return Page.model_validate(
        {
            "status": BY_NUMBER.get(number, number) if number else None,
            "page_size": request.page_size or 20,
        },
    )


def total(request: pb.GetTotalRequest) -> Total:
    """Read whose total is asked for."""
    return Total.model_validate(
        {"order_id": request.order_id, "currency": request.currency},
    )


def order_id(text: str) -> UUID:
    """Read which order is meant."""
    return OneOrder.model_validate({"order_id": text}).order_id
