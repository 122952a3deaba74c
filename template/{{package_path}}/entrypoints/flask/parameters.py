"""What the views take from the URL; each title says from which part of it."""

from typing import Annotated
from uuid import UUID

import flask
from pydantic import BaseModel, Field
from werkzeug.datastructures import ImmutableMultiDict

from ...domain.order import OrderStatus
from ..api.schemas import Currency


class LastOneCounts(ImmutableMultiDict[str, str]):
    """Parameters, of which one that is given twice has its last value."""

    def __getitem__(self, key: str) -> str:
        return super().getlist(key)[-1] if key in self else super().__getitem__(key)


class Request(flask.Request):
    """A request as all the API's views want it."""

    parameter_storage_class = LastOneCounts


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
