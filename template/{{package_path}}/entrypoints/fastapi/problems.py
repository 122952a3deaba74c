"""Errors become problem documents: one handler a kind of error."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from ..api.problems import MEDIA_TYPE, STATUSES, Problem, problem


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems that a route may answer with, for the OpenAPI document."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
        }
        for status in statuses
    }


def respond(answer: Problem) -> Response:
    """Answer with a problem document."""
    return Response(
        answer.model_dump_json(exclude_none=True),
        status_code=answer.status,
        media_type=MEDIA_TYPE,
    )


async def on_expected_error(request: Request, error: Exception) -> Response:
    """Tell the caller about an error of the business."""
    return respond(problem(STATUSES[type(error)], str(error)))


async def on_invalid_request(request: Request, error: Exception) -> Response:
    """Tell the caller what is wrong with which part of the request."""
    assert isinstance(error, RequestValidationError)
    faults = {
        ".".join(str(part) for part in fault["loc"]): str(fault["msg"])
        for fault in error.errors()
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return respond(problem(status, "The request is not valid.", faults))


async def on_http_error(request: Request, error: Exception) -> Response:
    """Tell the caller that there is no such resource or method."""
    assert isinstance(error, HTTPException)
    response = respond(problem(HTTPStatus(error.status_code), error.detail))
    response.headers.update(error.headers or {})
    return response


async def on_unexpected_error(request: Request, error: Exception) -> Response:
    """Tell the caller no more than the id by which the logs tell the rest."""
    detail = "Something went wrong. The logs have the details under the request's id."
    response = respond(problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail))
    response.headers["X-Request-ID"] = request.state.request_id
    return response


def add_problem_handlers(app: FastAPI) -> None:
    """Have every error answered with a problem document."""
    for expected in STATUSES:
        app.add_exception_handler(expected, on_expected_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(Exception, on_unexpected_error)
