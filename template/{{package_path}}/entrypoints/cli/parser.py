"""The commands that can be typed, and what each takes."""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable

from pydantic import BaseModel

from ...bootstrap import Application
from ...domain.order import OrderStatus
from . import commands, readers

Run = Callable[[Application, Namespace], Awaitable[BaseModel]]


def make_parser() -> ArgumentParser:
    """Put the commands together; each hands what was typed to its function."""
    parser = ArgumentParser()
    added = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run) -> ArgumentParser:
        new = added.add_parser(name, help=run.__doc__, description=run.__doc__)
        new.set_defaults(run=run)
        return new

    def command_on_order(name: str, run: Run) -> ArgumentParser:
        new = command(name, run)
        new.add_argument("id", type=readers.order_id, help="of the order")
        return new

    place = command("place", commands.place_order)
    place.add_argument(
        "order",
        type=readers.order,
        help='as JSON: {"currency": "USD", "items": '
        '[{"sku": "pen", "quantity": 2, "unit_price": "1.50"}]}',
    )
    command_on_order("show", commands.show_order)
    listing = command("list", commands.list_orders)
    listing.add_argument(
        "--status",
        type=readers.status,
        help=f"only those that are {', '.join(OrderStatus)}",
    )
    listing.add_argument(
        "--after",
        type=readers.cursor,
        metavar="CURSOR",
        help="what the list before had as its next",
    )
    listing.add_argument(
        "--limit",
        type=readers.limit,
        default=20,
        help="how many at most, up to 100; 20 if left out",
    )
    command_on_order("pay", commands.pay_order)
    command_on_order("ship", commands.ship_order)
    command_on_order("cancel", commands.cancel_order)
    total = command_on_order("total", commands.get_total)
    total.add_argument("currency", type=readers.currency, help="such as EUR")
    command("check", commands.check)
    return parser
