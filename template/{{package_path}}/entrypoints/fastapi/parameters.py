"""The parameters of requests, with their descriptions."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Path, Query

from ...domain.order import OrderStatus
from ..api import schemas

OrderId = Annotated[UUID, Path(description="The order's id.")]
StatusFilter = Annotated[
    OrderStatus | None,
    Query(description="Only orders of this status."),
]
After = Annotated[
    str | None,
    Query(description="The cursor `next` of the page before."),
]
Limit = Annotated[
    int,
    Query(ge=1, le=100, description="The largest number of orders to return."),
]
Currency = Annotated[
    schemas.Currency,
    Query(description="The currency of the answer, by its ISO 4217 code."),
]
IdempotencyKey = Annotated[
    schemas.IdempotencyKey | None,
    Header(
        alias="Idempotency-Key",
        description="A new UUID for each order, the same one in each attempt.",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The ETag that the order must still have.",
    ),
]
