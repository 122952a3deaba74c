"""The routes around orders."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from ...domain.order import Order
from ..api.cursor import decode_cursor
from ..api.order_etags import etag, expected_versions
from ..api.schemas import NewOrder, OrderPageView, OrderView, TotalView
from .dependencies import OrderServiceDep
from .parameters import (
    After,
    Currency,
    IdempotencyKey,
    IfMatch,
    Limit,
    OrderId,
    StatusFilter,
)
from .problems import documented
from .route import ServiceRoute

router = APIRouter(prefix="/orders", tags=["orders"], route_class=ServiceRoute)


def show(order: Order, response: Response) -> OrderView:
    """Show an order, with its entity tag."""
    response.headers["ETag"] = etag(order)
    return OrderView.of(order)


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    responses=documented(400, 413, 415, 422, 503),
)
async def place_order(
    order: NewOrder,
    orders: OrderServiceDep,
    request: Request,
    response: Response,
    key: IdempotencyKey = None,
) -> OrderView:
    """Place an order."""
    placed = await orders.place(order.currency, order.to_items(), key)
    url = request.url_for("get_order", order_id=placed.id)
    response.headers["Location"] = url.path
    return show(placed, response)


@router.get("", responses=documented(422, 503))
async def list_orders(
    orders: OrderServiceDep,
    status: StatusFilter = None,
    after: After = None,
    limit: Limit = 20,
) -> OrderPageView:
    """List orders, newest first."""
    position = None if after is None else decode_cursor(after)
    return OrderPageView.of(await orders.page(status, position, limit))


@router.get("/{order_id}", responses=documented(404, 422, 503))
async def get_order(
    order_id: OrderId,
    orders: OrderServiceDep,
    response: Response,
) -> OrderView:
    """Look an order up."""
    return show(await orders.get(order_id), response)


@router.get("/{order_id}/total", responses=documented(404, 422, 503))
async def get_total(
    order_id: OrderId,
    currency: Currency,
    orders: OrderServiceDep,
) -> TotalView:
    """Say what an order costs in a currency, at today's rate."""
    return TotalView.of(await orders.total(order_id, currency))


@router.post("/{order_id}/pay", responses=documented(404, 409, 412, 422, 503))
async def pay_order(
    order_id: OrderId,
    orders: OrderServiceDep,
    response: Response,
    if_match: IfMatch = None,
) -> OrderView:
    """Record the payment of an order."""
    versions = expected_versions(if_match)
    return show(await orders.pay(order_id, versions), response)


@router.post("/{order_id}/ship", responses=documented(404, 409, 412, 422, 503))
async def ship_order(
    order_id: OrderId,
    orders: OrderServiceDep,
    response: Response,
    if_match: IfMatch = None,
) -> OrderView:
    """Record that an order left the house."""
    versions = expected_versions(if_match)
    return show(await orders.ship(order_id, versions), response)


@router.post("/{order_id}/cancel", responses=documented(404, 409, 412, 422, 503))
async def cancel_order(
    order_id: OrderId,
    orders: OrderServiceDep,
    response: Response,
    if_match: IfMatch = None,
) -> OrderView:
    """Call an order off."""
    versions = expected_versions(if_match)
    return show(await orders.cancel(order_id, versions), response)
