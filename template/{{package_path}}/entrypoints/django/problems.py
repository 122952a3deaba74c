"""Errors become problem documents: one handler a kind of error."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from ..api.problems import (
    MEDIA_TYPE,
    REFERENCE,
    STATUSES,
    Problem,
    expected_problem,
    invalid,
    problem,
)


def documented(*statuses: int) -> dict[str, Any]:
    """Describe the problems that a route may answer with, for the OpenAPI document."""
    return {
        "responses": {
            status: {
                "description": HTTPStatus(status).phrase,
                "content": {MEDIA_TYPE: {"schema": REFERENCE}},
            }
            for status in statuses
        },
    }


def respond(answer: Problem) -> HttpResponse:
    """Answer with a problem document."""
    return HttpResponse(
        answer.model_dump_json(exclude_none=True),
        status=answer.status,
        content_type=MEDIA_TYPE,
    )


def on_expected_error(request: HttpRequest, error: Exception) -> HttpResponse:
    """Tell the caller about an error of the business."""
    return respond(expected_problem(error))


def on_invalid_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Tell the caller what is wrong with which part of the request."""
    return respond(invalid({path_of(fault["loc"]): fault for fault in error.errors}))


def path_of(location: tuple[str | int, ...]) -> str:
    """Write where a fault is, without the name that the view has for the body."""
    source, *parts = location
    if source == "body":
        parts = parts[1:]
    return ".".join(str(part) for part in (source, *parts))


def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Tell the caller what a view or the reading of the body has said."""
    cause = error.__cause__
    if isinstance(cause, HttpError):  # the parser's, which Ninja has wrapped
        error = cause
    return respond(problem(HTTPStatus(error.status_code), str(error)))


def on_too_large_body(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """Tell the caller that Django would not read all that."""
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return respond(problem(status, status.phrase))


def add_problem_handlers(api: NinjaAPI) -> None:
    """Have the API's errors answered with problem documents."""
    for kind in STATUSES:
        api.exception_handler(kind)(on_expected_error)
    api.exception_handler(ValidationError)(on_invalid_request)
    api.exception_handler(HttpError)(on_http_error)
    api.exception_handler(RequestDataTooBig)(on_too_large_body)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell the caller that Django would not look at the request."""
    return respond(problem(HTTPStatus.BAD_REQUEST, "The request is not acceptable."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell the caller that there is no such resource."""
    return respond(problem(HTTPStatus.NOT_FOUND, HTTPStatus.NOT_FOUND.phrase))


def server_error(request: HttpRequest) -> HttpResponse:
    """Tell the caller no more than the id by which the logs tell the rest."""
    detail = "Something went wrong. The logs have the details under the request's id."
    return respond(problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail))
