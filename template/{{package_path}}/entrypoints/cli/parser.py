"""What can be typed, and what is wrong with what was."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from ...bootstrap import Application
from ...domain.order import OrderStatus
from ..api.cursor import InvalidCursor, decode_cursor
from ..api.schemas import Currency, NewOrder
from . import commands

Run = Callable[[Application, Namespace], Awaitable[BaseModel]]

CURRENCY: TypeAdapter[str] = TypeAdapter(Currency)
ID = TypeAdapter(UUID)
LIMIT: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(ge=1, le=100)])
STATUS = TypeAdapter(OrderStatus)


def checked(read: Callable[[str], object]) -> Callable[[str], object]:
    """Have the parser say in words what is wrong with a text."""

    def check(text: str) -> object:
        try:
            return read(text)
        except InvalidCursor as error:
            raise ArgumentTypeError(str(error)) from None
        except ValidationError as error:
            faults = [
                ": ".join([*filter(None, [".".join(map(str, it["loc"]))]), it["msg"]])
                for it in error.errors(include_input=False)
            ]
            raise ArgumentTypeError("; ".join(faults)) from None

    return check


def make_parser() -> ArgumentParser:
    """List the commands, each with what it takes."""
    parser = ArgumentParser()
    added = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run) -> ArgumentParser:
        new = added.add_parser(name, help=run.__doc__, description=run.__doc__)
        new.set_defaults(run=run)
        return new

    def command_on_order(name: str, run: Run) -> ArgumentParser:
        new = command(name, run)
        new.add_argument("id", type=checked(ID.validate_strings), help="of the order")
        return new

    place = command("place", commands.place_order)
    place.add_argument(
        "order",
        type=checked(NewOrder.model_validate_json),
        help='as JSON: {"currency": "USD", "items": '
        '[{"sku": "pen", "quantity": 2, "unit_price": "1.50"}]}',
    )
    command_on_order("show", commands.show_order)
    listing = command("list", commands.list_orders)
    listing.add_argument(
        "--status",
        type=checked(STATUS.validate_strings),
        help=f"only those that are {', '.join(OrderStatus)}",
    )
    listing.add_argument(
        "--after",
        type=checked(decode_cursor),
        metavar="CURSOR",
        help="what the last list had under `next`",
    )
    listing.add_argument(
        "--limit",
        type=checked(LIMIT.validate_strings),
        default=20,
        help="how many at most, up to 100; 20 if left out",
    )
    command_on_order("pay", commands.pay_order)
    command_on_order("ship", commands.ship_order)
    command_on_order("cancel", commands.cancel_order)
    total = command_on_order("total", commands.get_total)
    total.add_argument(
        "currency",
        type=checked(CURRENCY.validate_strings),
        help="such as EUR",
    )
    command("check", commands.check)
    return parser
