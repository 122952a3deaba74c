"""What the views take from the URL; each title says from which part of it."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from ...domain.order import OrderStatus
from ..api import schemas

Currency = Annotated[
    schemas.Currency,
    Field(description="The currency of the answer, by its ISO 4217 code."),
]


class OrderPath(BaseModel, title="path"):
    """The order that a request is about."""

    order_id: Annotated[UUID, Field(description="The order's id.")]


class ListQuery(BaseModel, title="query"):
    """Which orders to list."""

    status: Annotated[
        OrderStatus | None,
        Field(description="Only orders of this status."),
    ] = None
    after: Annotated[
        str | None,
        Field(description="The cursor `next` of the page before."),
    ] = None
    limit: Annotated[
        int,
        Field(ge=1, le=100, description="The largest number of orders to return."),
    ] = 20


class TotalQuery(BaseModel, title="query"):
    """In which currency to say what an order costs."""

    currency: Currency
