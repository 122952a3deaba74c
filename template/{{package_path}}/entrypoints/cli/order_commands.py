"""What each command on orders does with what was typed after it."""

from argparse import Namespace

from ...bootstrap import Application
from ..api.schemas import OrderPageView, OrderView, TotalView


async def place_order(application: Application, typed: Namespace) -> OrderView:
    """Place an order."""
    items = typed.order.to_items()
    return OrderView.of(await application.orders.place(typed.order.currency, items))


async def show_order(application: Application, typed: Namespace) -> OrderView:
    """Look an order up."""
    return OrderView.of(await application.orders.get(typed.id))


async def list_orders(application: Application, typed: Namespace) -> OrderPageView:
    """List orders, newest first."""
    page = await application.orders.page(typed.status, typed.after, typed.limit)
    return OrderPageView.of(page)


async def pay_order(application: Application, typed: Namespace) -> OrderView:
    """Record the payment of an order."""
    return OrderView.of(await application.orders.pay(typed.id))


async def ship_order(application: Application, typed: Namespace) -> OrderView:
    """Record that an order left the house."""
    return OrderView.of(await application.orders.ship(typed.id))


async def cancel_order(application: Application, typed: Namespace) -> OrderView:
    """Call an order off."""
    return OrderView.of(await application.orders.cancel(typed.id))


async def get_total(application: Application, typed: Namespace) -> TotalView:
    """Say what an order costs in a currency, at today's rate."""
    return TotalView.of(await application.orders.total(typed.id, typed.currency))
