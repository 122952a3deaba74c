"""Errors become problem documents: one handler a kind of error."""

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from ..api.problems import (
    MEDIA_TYPE,
    REFERENCE,
    STATUSES,
    Problem,
    expected_problem,
    invalid,
    problem,
)


def documented(*statuses: int) -> dict[int, dict[str, Any]]:
    """Describe the problems that a view may answer with, for the OpenAPI document."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": REFERENCE}},
        }
        for status in statuses
    }


def respond_with(answer: Problem) -> Response:
    """Answer with a problem document."""
    text = answer.model_dump_json(exclude_none=True)
    return Response(text, answer.status, mimetype=MEDIA_TYPE)


def on_expected_error(error: Exception) -> Response:
    """Tell the caller about an error of the business."""
    return respond_with(expected_problem(error))


def on_invalid_request(error: ValidationError) -> Response:
    """Tell the caller what is wrong with which part of the request."""
    faults = faults_of(error)
    if error.title == "path":  # the library has looked no further
        faults |= faults_in_query()
    return respond_with(invalid(faults))


def faults_of(error: ValidationError) -> dict[str, Any]:
    """Return each fault by where it is."""
    part = error.title if error.title in ("header", "path", "query") else "body"
    return {
        ".".join(str(step) for step in (part, *fault["loc"])): fault
        for fault in error.errors(include_url=False, include_input=False)
    }


def faults_in_query() -> dict[str, Any]:
    """Return what is wrong with the parameters that the request's view wants."""
    view = current_app.view_functions[request.endpoint or ""]
    model = view.__annotations__.get("query")
    if model is None:
        return {}
    try:
        model.model_validate(request.args.to_dict())
    except ValidationError as error:
        return faults_of(error)
    return {}


def on_http_error(error: HTTPException) -> Response:
    """Tell the caller that there is no such resource, or what Flask will not accept."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    # The usual description is for people who have typed an address into a browser.
    is_usual = error.description == type(error).description
    detail = status.phrase if is_usual else str(error.description)
    return respond_with(problem(status, detail))


def on_wrong_method(error: MethodNotAllowed) -> Response:
    """Tell the caller which methods there are."""
    response = on_http_error(error)
    response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def on_unexpected_error(error: InternalServerError) -> Response:
    """Tell the caller no more than the id by which the logs tell the rest."""
    detail = "Something went wrong. The logs have the details under the request's id."
    return respond_with(problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail))


def add_error_handlers(app: Flask) -> None:
    """Have every error answered with a problem document."""
    for kind in STATUSES:
        app.register_error_handler(kind, on_expected_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(MethodNotAllowed, on_wrong_method)
    app.register_error_handler(InternalServerError, on_unexpected_error)
