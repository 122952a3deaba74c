"""The route that exports orders."""

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from ..api.order_file import HEADERS, MEDIA_TYPE, order_file
from .dependencies import OrderServiceDep
from .parameters import StatusFilter
from .problems import documented

router = APIRouter(tags=["orders"])


class OrdersFile(StreamingResponse):
    """A file of comma-separated values."""

    media_type = MEDIA_TYPE


@router.get("/orders.csv", response_class=OrdersFile, responses=documented(422, 503))
async def export_orders(
    orders: OrderServiceDep,
    status: StatusFilter = None,
) -> OrdersFile:
    """Export all orders, newest first."""
    return OrdersFile(await order_file(orders, status), headers=HEADERS)
