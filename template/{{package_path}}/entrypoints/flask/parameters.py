"""What the views take from the URL; each title says from which part of it."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from ...domain.order import OrderStatus
from ..api.schemas import Currency


class OrderPath(BaseModel, title="path"):
    """The order that a request is about."""

    order_id: UUID


class ListQuery(BaseModel, title="query"):
    """Which orders to list."""

    status: OrderStatus | None = None
    after: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class TotalQuery(BaseModel, title="query"):
    """In which currency to say what an order costs."""

    currency: Currency
