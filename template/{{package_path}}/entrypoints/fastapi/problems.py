"""Errors become problem documents: one handler a kind of error."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from ..api.bodies import UNDECLARED, UNREADABLE
from ..api.problems import (
    MEDIA_TYPE,
    REFERENCE,
    STATUSES,
    Problem,
    describe_problem,
    expected_problem,
    invalid,
    problem,
)
from .request_methods import allowed_methods


class ProblemAPI(FastAPI):
    """FastAPI, with the schema of problem documents in its OpenAPI document."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        document = super().openapi()
        describe_problem(document)
        return document


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems that a route may answer with, for the OpenAPI document."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": REFERENCE}},
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
    return respond(expected_problem(error))


async def on_invalid_request(request: Request, error: Exception) -> Response:
    """Tell the caller what is wrong with which part of the request."""
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return respond(problem(HTTPStatus.BAD_REQUEST, UNREADABLE))
    if isinstance(error.body, bytes):  # FastAPI has not even tried to read it
        return respond(problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, UNDECLARED))
    return respond(
        invalid({".".join(map(str, fault["loc"])): fault for fault in faults}),
    )


async def on_http_error(request: Request, error: Exception) -> Response:
    """Tell the caller that there is no such resource or method; answer OPTIONS."""
    assert isinstance(error, HTTPException)
    response = respond(problem(HTTPStatus(error.status_code), error.detail))
    response.headers.update(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        if request.method == "OPTIONS":  # of a known path: no route has it
            response = Response()
        response.headers["Allow"] = ", ".join(allowed_methods(request))
    return response


async def on_unexpected_error(request: Request, error: Exception) -> Response:
    """Tell the caller no more than the id by which the logs tell the rest."""
    detail = "Something went wrong. The logs have the details under the request's id."
    response = respond(problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail))
    response.headers["X-Request-ID"] = request.state.request_id
    return response


def add_problem_handlers(app: FastAPI) -> None:
    """Have every error answered with a problem document."""
    for kind in STATUSES:
        app.add_exception_handler(kind, on_expected_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(Exception, on_unexpected_error)
