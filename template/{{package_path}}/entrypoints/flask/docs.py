"""The API's description of itself, and a page to browse it."""

from typing import Any

from flask import Blueprint, current_app, request
from flask_openapi import OpenAPI
from flask_openapi_swagger.plugins import RegisterPlugin

blueprint = Blueprint("docs", __name__)


def operation_id(name: str, path: str, method: str) -> str:
    """Name an operation after its function: clients are made from these names."""
    return name


@blueprint.get("/openapi.json")
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    app = current_app
    assert isinstance(app, OpenAPI)
    for path in app.api_doc["paths"].values():
        for operation in path.values():
            drop_invented_answer(operation["responses"])
    if request.root_path:
        return {**app.api_doc, "servers": [{"url": request.root_path}]}
    return app.api_doc


def drop_invented_answer(answers: dict[str, Any]) -> None:
    """Take away what the library adds: not every view validates something."""
    if "application/json" in answers.get("422", {}).get("content", {}):
        del answers["422"]


def add_docs(app: OpenAPI) -> None:
    """Have the API described; the page brings its scripts and styles along."""
    app.register_blueprint(blueprint)
    app.register_blueprint(RegisterPlugin.register(doc_url="openapi.json"))
    app.add_url_rule("/docs", "docs.page", app.view_functions["swagger.swagger"])
