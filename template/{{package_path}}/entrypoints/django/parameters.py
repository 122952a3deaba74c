"""The parameters of requests, with their descriptions."""

from uuid import UUID

from ninja import HeaderEx, P, PathEx, QueryEx

from ...domain.order import OrderStatus
from ..api import schemas

OrderId = PathEx[UUID, P(description="The order's id.")]
StatusFilter = QueryEx[
    OrderStatus | None,
    P(description="Only orders of this status."),
]
After = QueryEx[
    str | None,
    P(description="The cursor `next` of the page before."),
]
Limit = QueryEx[
    int,
    P(ge=1, le=100, description="The largest number of orders to return."),
]
Currency = QueryEx[
    schemas.Currency,
    P(description="The currency of the answer, by its ISO 4217 code."),
]
IdempotencyKey = HeaderEx[
    schemas.IdempotencyKey | None,
    P(
        alias="Idempotency-Key",
        description="A new UUID for each order, the same one in each attempt.",
    ),
]
IfMatch = HeaderEx[
    str | None,
    P(alias="If-Match", description="The ETag that the order must still have."),
]
