"""What the views answer with."""

from http import HTTPStatus

from flask import Response
from pydantic import BaseModel


def respond(
    view: BaseModel,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """Answer with a model, as JSON."""
    return Response(view.model_dump_json(), status, mimetype="application/json")
