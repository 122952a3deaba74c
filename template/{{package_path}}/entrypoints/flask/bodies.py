"""Bodies of requests: what is no JSON never comes to a view."""

from flask import abort, current_app, request
from pydantic import ValidationError
from werkzeug.exceptions import (
    BadRequest,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from ..api.bodies import LIMIT, UNDECLARED, UNREADABLE
from .problems import on_invalid_request


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


def check_body() -> None:
    """Look at the body of a view that takes one, before its model is made of it.

    The library would take a text for JSON once more, and all it cannot read for null.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    takes_body = "body" in getattr(view, "__annotations__", {})
    if not takes_body or request.method == "OPTIONS":
        return
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
