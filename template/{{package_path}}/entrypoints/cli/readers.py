"""How a word on the command line is read, and what is wrong with one that is not."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from pydantic import Field, TypeAdapter, ValidationError

from ...domain.order import OrderStatus
from ..api.cursor import InvalidCursor, decode_cursor
from ..api.schemas import Currency, NewOrder

Limit = Annotated[int, Field(ge=1, le=100)]
Reader = Callable[[str], object]


def explained(read: Reader) -> Reader:
    """Have the parser say why a word cannot be read."""

    def reader(word: str) -> object:
        try:
            return read(word)
        except InvalidCursor as error:
            raise ArgumentTypeError(str(error)) from None
        except ValidationError as error:
            faults = [
                f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}".removeprefix(": ")
                for fault in error.errors(include_input=False)
            ]
            raise ArgumentTypeError("; ".join(faults)) from None

    return reader


currency = explained(TypeAdapter[str](Currency).validate_strings)
cursor = explained(decode_cursor)
limit = explained(TypeAdapter[int](Limit).validate_strings)
order = explained(NewOrder.model_validate_json)
order_id = explained(TypeAdapter(UUID).validate_strings)
status = explained(TypeAdapter(OrderStatus).validate_strings)
