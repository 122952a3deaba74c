"""The views around orders."""

from http import HTTPStatus

from flask import Response, url_for
from flask_openapi import APIBlueprint, Tag

from ...domain.order import Order
from ..api.cursor import decode_cursor
from ..api.order_etags import etag, expected_versions
from ..api.schemas import NewOrder, OrderPageView, OrderView, TotalView
from .dependencies import order_service
from .docs import operation_id
from .parameters import ListQuery, OrderPath, PlaceHeaders, StepHeaders, TotalQuery
from .problems import documented
from .responses import respond

blueprint = APIBlueprint(
    "orders",
    __name__,
    url_prefix="/orders",
    abp_tags=[Tag(name="orders")],
    operation_id_callback=operation_id,
)


def show(order: Order, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Answer with an order and its entity tag."""
    response = respond(OrderView.of(order), status)
    response.headers["ETag"] = etag(order)
    return response


@blueprint.post(
    "",
    responses={201: OrderView, **documented(400, 413, 415, 422, 503)},
)
def place_order(header: PlaceHeaders, body: NewOrder) -> Response:
    """Place an order."""
    placed = order_service().place(body.currency, body.to_items(), header.key)
    response = show(placed, HTTPStatus.CREATED)
    response.headers["Location"] = url_for("orders.get_order", order_id=placed.id)
    return response


@blueprint.get("", responses={200: OrderPageView, **documented(422, 503)})
def list_orders(query: ListQuery) -> Response:
    """List orders, newest first."""
    position = None if query.after is None else decode_cursor(query.after)
    page = order_service().page(query.status, position, query.limit)
    return respond(OrderPageView.of(page))


@blueprint.get(
    "/<order_id>",
    responses={200: OrderView, **documented(404, 422, 503)},
)
def get_order(path: OrderPath) -> Response:
    """Look an order up."""
    return show(order_service().get(path.order_id))


@blueprint.get(
    "/<order_id>/total",
    responses={200: TotalView, **documented(404, 422, 503)},
)
def get_total(path: OrderPath, query: TotalQuery) -> Response:
    """Say what an order costs in a currency, at today's rate."""
    total = order_service().total(path.order_id, query.currency)
    return respond(TotalView.of(total))


@blueprint.post(
    "/<order_id>/pay",
    responses={200: OrderView, **documented(404, 409, 412, 422, 503)},
)
def pay_order(path: OrderPath, header: StepHeaders) -> Response:
    """Record the payment of an order."""
    versions = expected_versions(header.if_match)
    return show(order_service().pay(path.order_id, versions))


@blueprint.post(
    "/<order_id>/ship",
    responses={200: OrderView, **documented(404, 409, 412, 422, 503)},
)
def ship_order(path: OrderPath, header: StepHeaders) -> Response:
    """Record that an order left the house."""
    versions = expected_versions(header.if_match)
    return show(order_service().ship(path.order_id, versions))


@blueprint.post(
    "/<order_id>/cancel",
    responses={200: OrderView, **documented(404, 409, 412, 422, 503)},
)
def cancel_order(path: OrderPath, header: StepHeaders) -> Response:
    """Call an order off."""
    versions = expected_versions(header.if_match)
    return show(order_service().cancel(path.order_id, versions))
