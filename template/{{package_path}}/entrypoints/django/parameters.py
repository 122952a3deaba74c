"""The parameters of requests, with their descriptions."""

from uuid import UUID

from ninja import P, PathEx, QueryEx

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
