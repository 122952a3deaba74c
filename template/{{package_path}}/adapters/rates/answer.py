"""What the exchange-rate service answers, and what that means."""

from decimal import Decimal
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from ...domain.errors import RatesUnavailable, UnknownCurrency
from ..ports import TemporaryFailure

UNKNOWN = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}


class Answer(BaseModel):
    """A page of exchange rates."""

    rates: dict[str, Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]]


def read_rate(status: int, body: bytes, quote: str) -> Decimal:
    """Return the rate, or raise what the answer means instead."""
    if status in UNKNOWN:
        raise UnknownCurrency(quote)
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= 500:
        raise TemporaryFailure(f"The exchange-rate service answered {status}.")
    if status != HTTPStatus.OK:
        raise RatesUnavailable
    try:
        rates = Answer.model_validate_json(body).rates
    except ValidationError:
        raise RatesUnavailable from None
    if quote not in rates:
        raise UnknownCurrency(quote)
    return rates[quote]
