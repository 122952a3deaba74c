"""Bodies of requests: what is no JSON never comes to a view."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, request
from pydantic import ValidationError
from werkzeug.exceptions import (
    BadRequest,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from ..api.bodies import LIMIT, UNDECLARED, UNREADABLE
from .problems import on_invalid_request

P = ParamSpec("P")
T = TypeVar("T")


def refuse(kind: str) -> None:
    """Answer as if pydantic had found this fault."""
    faults = ValidationError.from_exception_data(
        "body",
        [{"type": kind, "input": None}],
    )
    abort(on_invalid_request(faults))


def size_of_body() -> int:
    """Return how long the body is, or refuse one that is too long."""
    size = len(request.get_data())
    if size > LIMIT:
        raise RequestEntityTooLarge
    return size


def takes_json(view: Callable[P, T]) -> Callable[P, T]:
    """Have the body looked at before the view's model is made of it.

    The library would take a text for JSON once more, and all it cannot read for null.
    """

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        if not size_of_body():
            refuse("missing")
        if not request.is_json:
            raise UnsupportedMediaType(UNDECLARED)
        try:
            body = request.get_json()
        except (BadRequest, RecursionError) as error:
            raise BadRequest(UNREADABLE) from error
        if isinstance(body, str):
            refuse("model_attributes_type")
        return view(*args, **kwargs)

    return checked
