"""What the exchange-rate service answers, and what that means."""

import json
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, Field

from ...domain.errors import RatesUnavailable, UnknownCurrency
from ..ports import TemporaryFailure

UNKNOWN = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}


class Answer(BaseModel, strict=True):
    """A page of exchange rates."""

    rates: dict[str, Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]]


def read_rate(status: int, body: bytes, quote: str) -> Decimal:
    """Return the rate, or raise what the answer means instead."""
    if status in UNKNOWN:
        raise UnknownCurrency(quote)
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= 500:
        raise TemporaryFailure(f"The exchange-rate service answered {status}.")
    if status != HTTPStatus.OK:
        raise RatesUnavailable(f"The exchange-rate service answered {status}.")
    rates = read_answer(body).rates
    if quote not in rates:
        raise UnknownCurrency(quote)
    return rates[quote]


def read_answer(body: bytes) -> Answer:
    """Return what the body says, or raise `RatesUnavailable` if it is nonsense."""
    try:
        # Pydantic's own parser would round numbers to floats on the way.
        content = json.loads(body, parse_float=Decimal, parse_int=Decimal)
        return Answer.model_validate(content)
    except (ValueError, InvalidOperation, RecursionError) as error:
        raise RatesUnavailable from error
