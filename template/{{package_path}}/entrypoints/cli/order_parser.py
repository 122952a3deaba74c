"""The commands on orders, and what each takes."""

from argparse import ArgumentParser

from ...domain.order import OrderStatus
from . import order_commands, readers
from .command import AddCommand, Run


def add_order_commands(command: AddCommand) -> None:
    """Add them to the others."""

    def command_on_order(name: str, run: Run) -> ArgumentParser:
        new = command(name, run)
        new.add_argument("id", type=readers.order_id, help="of the order")
        return new

    place = command("place", order_commands.place_order)
    place.add_argument(
        "order",
        type=readers.order,
        help='as JSON: {"currency": "USD", "items": '
        '[{"sku": "pen", "quantity": 2, "unit_price": "1.50"}]}',
    )
    command_on_order("show", order_commands.show_order)
    listing = command("list", order_commands.list_orders)
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
    command_on_order("pay", order_commands.pay_order)
    command_on_order("ship", order_commands.ship_order)
    command_on_order("cancel", order_commands.cancel_order)
    total = command_on_order("total", order_commands.get_total)
    total.add_argument("currency", type=readers.currency, help="such as EUR")
