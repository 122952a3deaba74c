"""Validation of gRPC requests."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from ...domain.order import OrderStatus
from ..api.schemas import Currency, NewOrder
from . import orders_pb2 as pb
from .order_messages import STATUSES

BY_NUMBER = {number: status for status, number in STATUSES.items()}


class OneOrder(BaseModel):
    """A request for one order."""

    order_id: UUID


class Total(OneOrder):
    """A request for an order's total in a currency."""

    currency: Currency


class Page(BaseModel):
    """A request for a page of orders."""

    status: OrderStatus | None
    page_size: Annotated[int, Field(ge=1, le=100)]


def new_order(request: pb.PlaceOrderRequest) -> NewOrder:
    """Validate a request to place an order."""
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
    """Validate a request for a page; protobuf sends zero for a missing field."""
    number = request.status
    return Page.model_validate(
        {
            "status": BY_NUMBER.get(number, number) if number else None,
            "page_size": request.page_size or 20,
        },
    )


def total(request: pb.GetTotalRequest) -> Total:
    """Validate a request for a total."""
    return Total.model_validate(
        {"order_id": request.order_id, "currency": request.currency},
    )


def order_id(text: str) -> UUID:
    """Validate an order's id."""
    return OneOrder.model_validate({"order_id": text}).order_id
