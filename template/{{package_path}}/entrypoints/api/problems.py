"""What went wrong, as RFC 9457 tells it to a caller."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from ...config.logs import get_logger
from ...domain import errors
from ...services.unit_of_work import StorageUnavailable
from .order_problems import ORDER_STATUSES

log = get_logger(__name__)

MEDIA_TYPE = "application/problem+json"

# The schema of a problem document, by its name in the OpenAPI document.
REFERENCE = {"$ref": "#/components/schemas/Problem"}

# How pydantic says that there is no object, in words that name our classes.
NO_OBJECT = {"model_type", "model_attributes_type"}

STATUSES: Mapping[type[Exception], HTTPStatus] = {
    **ORDER_STATUSES,
    errors.InvalidMoney: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.CurrencyMismatch: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownCurrency: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.RatesUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    StorageUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


class Problem(BaseModel):
    """A problem: its title is the status's, its detail is this occurrence's."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: dict[str, str] | None = None


def describe_problem(document: dict[str, Any]) -> None:
    """Add the schema of a problem document to the OpenAPI document."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()


def problem(
    status: HTTPStatus,
    detail: str,
    faults: dict[str, str] | None = None,
) -> Problem:
    """Describe a problem; `faults` says per field of the request what is wrong."""
    return Problem(
        title=status.phrase,
        status=status.value,
        detail=detail,
        errors=faults,
    )


def expected_problem(error: Exception) -> Problem:
    """Describe an expected error; log the cause if it is not the caller's fault."""
    # A subclass has the status of its nearest base class.
    status = next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        reason = repr(error.__cause__ or error)
        log.warning("unavailable", error=type(error).__name__, reason=reason)
    return problem(status, str(error))


def invalid(faults: Mapping[str, Mapping[str, Any]]) -> Problem:
    """Describe what pydantic has found wrong with which part of a request."""
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The request is not valid.",
        {
            part: (
                "Input should be an object"
                if fault["type"] in NO_OBJECT
                else str(fault["msg"])
            )
            for part, fault in faults.items()
        },
    )
