"""The route that exports orders."""

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router

from ..api.order_file import HEADERS, MEDIA_TYPE, order_file
from .lifespan import opened
from .parameters import StatusFilter
from .problems import documented

router = Router(tags=["orders"])

FILE = {
    "description": "OK",
    "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
}


@router.get(
    "/orders.csv",
    openapi_extra={"responses": {200: FILE, **documented(422, 503)["responses"]}},
)
async def export_orders(
    request: HttpRequest,
    status: StatusFilter = None,
) -> StreamingHttpResponse:
    """Export all orders, newest first."""
    return StreamingHttpResponse(
        await order_file(opened(request).orders, status),
        content_type=f"{MEDIA_TYPE}; charset=utf-8",
        headers=HEADERS,
    )
