"""Errors as gRPC status codes."""

from collections.abc import Mapping

from grpc import StatusCode
from pydantic import ValidationError

from ...domain import errors
from ...services.unit_of_work import StorageUnavailable
from .order_codes import ORDER_CODES

CODES: Mapping[type[Exception], StatusCode] = {
    **ORDER_CODES,
    errors.InvalidMoney: StatusCode.INVALID_ARGUMENT,
    errors.CurrencyMismatch: StatusCode.INVALID_ARGUMENT,
    errors.UnknownCurrency: StatusCode.INVALID_ARGUMENT,
    errors.RatesUnavailable: StatusCode.UNAVAILABLE,
    StorageUnavailable: StatusCode.UNAVAILABLE,
}
UNEXPECTED = "Something went wrong. The logs have the details under the request's id."


def status_of(error: Exception) -> tuple[StatusCode, str]:
    """Return an error's status code, and the details that a caller may see."""
    if isinstance(error, ValidationError):
        faults = error.errors(include_url=False, include_input=False)
        return StatusCode.INVALID_ARGUMENT, "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults
        )
    for kind in type(error).__mro__:  # a subclass has its base's code
        if code := CODES.get(kind):
            return code, str(error)
    return StatusCode.INTERNAL, UNEXPECTED
