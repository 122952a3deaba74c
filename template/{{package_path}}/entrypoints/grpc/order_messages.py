"""Orders as protobuf messages."""

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from ...domain.money import Money
from ...domain.order import Order, OrderStatus
from ...services.orders import OrderPage
from ..api.cursor import encode_cursor
from . import orders_pb2 as pb

STATUSES = {
    OrderStatus.PLACED: pb.ORDER_STATUS_PLACED,
    OrderStatus.PAID: pb.ORDER_STATUS_PAID,
    OrderStatus.SHIPPED: pb.ORDER_STATUS_SHIPPED,
    OrderStatus.CANCELLED: pb.ORDER_STATUS_CANCELLED,
}


def timestamp(at: datetime | None) -> Timestamp | None:
    """Convert a time, if there is one."""
    if at is None:
        return None
    written = Timestamp()
    written.FromDatetime(at)
    return written


def money_message(money: Money) -> pb.Money:
    """Convert an amount of money."""
    return pb.Money(amount=str(money.amount), currency=money.currency)


def order_message(order: Order) -> pb.Order:
    """Convert an order."""
    return pb.Order(
        id=str(order.id),
        status=STATUSES[order.status],
        items=[
            pb.Item(
                sku=item.sku,
                quantity=item.quantity,
                unit_price=str(item.unit_price.amount),
            )
            for item in order.items
        ],
        total=money_message(order.total),
        placed_at=timestamp(order.placed_at),
        version=order.version,
        confirmed_at=timestamp(order.confirmed_at),
    )


def page_message(page: OrderPage) -> pb.ListOrdersResponse:
    """Convert a page of orders."""
    return pb.ListOrdersResponse(
        orders=[order_message(order) for order in page.orders],
        next_page_token="" if page.end is None else encode_cursor(page.end),
    )
