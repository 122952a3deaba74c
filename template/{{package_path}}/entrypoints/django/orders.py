"""The routes around orders."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router, Status

from ..api.cursor import decode_cursor
from ..api.schemas import NewOrder, OrderPageView, OrderView, TotalView
from .lifespan import opened
from .parameters import After, Currency, Limit, OrderId, StatusFilter
from .problems import documented

router = Router(tags=["orders"])


@router.post(
    "",
    response={201: OrderView},
    openapi_extra=documented(400, 413, 415, 422, 503),
)
async def place_order(
    request: HttpRequest,
    response: HttpResponse,
    order: NewOrder,
) -> Status[OrderView]:
    """Place an order."""
    placed = await opened(request).orders.place(order.currency, order.to_items())
    response.headers["Location"] = reverse("api:get_order", args=[placed.id])
    return Status(HTTPStatus.CREATED, OrderView.of(placed))


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
async def get_order(request: HttpRequest, order_id: OrderId) -> OrderView:
    """Look an order up."""
    return OrderView.of(await opened(request).orders.get(order_id))


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
    openapi_extra=documented(404, 409, 422, 503),
)
async def pay_order(request: HttpRequest, order_id: OrderId) -> OrderView:
    """Record the payment of an order."""
    return OrderView.of(await opened(request).orders.pay(order_id))


@router.post(
    "/{order_id}/ship",
    response=OrderView,
    openapi_extra=documented(404, 409, 422, 503),
)
async def ship_order(request: HttpRequest, order_id: OrderId) -> OrderView:
    """Record that an order left the house."""
    return OrderView.of(await opened(request).orders.ship(order_id))


@router.post(
    "/{order_id}/cancel",
    response=OrderView,
    openapi_extra=documented(404, 409, 422, 503),
)
async def cancel_order(request: HttpRequest, order_id: OrderId) -> OrderView:
    """Call an order off."""
    return OrderView.of(await opened(request).orders.cancel(order_id))
