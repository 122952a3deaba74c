"""What the views take from URL and headers; each title says from which part."""

from functools import cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from ...domain.order import OrderStatus
from ..api import schemas

Currency = Annotated[
    schemas.Currency,
    Field(description="The currency of the answer, by its ISO 4217 code."),
]


class Parameters(BaseModel):
    """Parameters of one kind."""

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the schema."""
        return schema_of(cls, *args, **kwargs)


@cache
def schema_of(model: type[Parameters], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Build a schema, but once: the library asks for it in each request."""
    return super(Parameters, model).model_json_schema(*args, **kwargs)


class OrderPath(Parameters, title="path"):
    """The order that a request is about."""

    order_id: Annotated[UUID, Field(description="The order's id.")]


class ListQuery(Parameters, title="query"):
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


class PlaceHeaders(Parameters, title="header"):
    """What tells an order that is placed again from a new one."""

    key: Annotated[
        schemas.IdempotencyKey | None,
        Field(
            alias="Idempotency-Key",
            description="A new UUID for each order, the same one in each attempt.",
        ),
    ] = None


class StepHeaders(Parameters, title="header"):
    """Which version of an order a step is meant for."""

    if_match: Annotated[
        str | None,
        Field(
            alias="If-Match",
            description="The ETag that the order must still have.",
        ),
    ] = None


class TotalQuery(Parameters, title="query"):
    """In which currency to say what an order costs."""

    currency: Currency
