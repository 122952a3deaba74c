"""The routes around orders."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router, Status

from ...domain.order import Order
from ..api.cursor import decode_cursor
from ..api.order_etags import etag, expected_versions
from ..api.schemas import NewOrder, OrderPageView, OrderView, TotalView
from .lifespan import opened
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

router = Router(tags=["orders"])


def show(order: Order, response: HttpResponse) -> OrderView:
    """Show an order, with its entity tag."""
    response.headers["ETag"] = etag(order)
    return OrderView.of(order)


@router.post(
    "",
    response={201: OrderView},
    openapi_extra=documented(400, 413, 415, 422, 503),
)
async def place_order(
    request: HttpRequest,
    response: HttpResponse,
    order: NewOrder,
    key: IdempotencyKey = None,
) -> Status[OrderView]:
    """Place an order."""
    orders = opened(request).orders
    placed = await orders.place(order.currency, order.to_items(), key)
    response.headers["Location"] = reverse("api:get_order", args=[placed.id])
    return Status(HTTPStatus.CREATED, show(placed, response))


@router.get("", response=OrderPageView, openapi_extra=documented(422, 503))
async def list_orders(
    request: HttpRequest,
    status: StatusFilter = None,
    after: After = None,
    limit: Limit = 20,
) -> OrderPageView:
    """List orders, newest first."""
    position = None if after is None else decode_cursor(after)
    return OrderPageView.of(await opened(request).orders.page(status, position, limit))


@router.get(
    "/{order_id}",
    response=OrderView,
    openapi_extra=documented(404, 422, 503),
)
async def get_order(
    request: HttpRequest,
    response: HttpResponse,
    order_id: OrderId,
) -> OrderView:
    """Look an order up."""
    return show(await opened(request).orders.get(order_id), response)


@router.get(
    "/{order_id}/total",
    response=TotalView,
    openapi_extra=documented(404, 422, 503),
)
async def get_total(
    request: HttpRequest,
    order_id: OrderId,
    currency: Currency,
) -> TotalView:
    """Say what an order costs in a currency, at today's rate."""
    return TotalView.of(await opened(request).orders.total(order_id, currency))


@router.post(
    "/{order_id}/pay",
    response=OrderView,
    openapi_extra=documented(404, 409, 412, 422, 503),
)
async def pay_order(
    request: HttpRequest,
    response: HttpResponse,
    order_id: OrderId,
    if_match: IfMatch = None,
) -> OrderView:
    """Record the payment of an order."""
    versions = expected_versions(if_match)
    return show(await opened(request).orders.pay(order_id, versions), response)


@router.post(
    "/{order_id}/ship",
    response=OrderView,
    openapi_extra=documented(404, 409, 412, 422, 503),
)
async def ship_order(
    request: HttpRequest,
    response: HttpResponse,
    order_id: OrderId,
    if_match: IfMatch = None,
) -> OrderView:
    """Record that an order left the house."""
    versions = expected_versions(if_match)
    return show(await opened(request).orders.ship(order_id, versions), response)


@router.post(
    "/{order_id}/cancel",
    response=OrderView,
    openapi_extra=documented(404, 409, 412, 422, 503),
)
async def cancel_order(
    request: HttpRequest,
    response: HttpResponse,
    order_id: OrderId,
    if_match: IfMatch = None,
) -> OrderView:
    """Call an order off."""
    versions = expected_versions(if_match)
    return show(await opened(request).orders.cancel(order_id, versions), response)
