"""Gives each request an id that its log lines and its answer carry."""

import re
from time import perf_counter
from uuid import uuid4

from flask import Flask, Response, g, request

from ...config.logs import begin, bind
from ..api.access_log import log_request

# What a caller may send as an id of its own; anything else could forge log lines.
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


def before() -> None:
    """Note the id, and when the request came."""
    g.started = perf_counter()
    request_id = request.headers.get("X-Request-ID", "")
    if not ACCEPTABLE_ID.fullmatch(request_id):
        request_id = uuid4().hex
    g.request_id = request_id
    begin(request_id=request_id)
    bind(**(request.view_args or {}))


def after(response: Response) -> Response:
    """Hand the id back, and log how the request was answered."""
    response.headers["X-Request-ID"] = g.request_id
    log_request(request.method, request.path, response.status_code, g.started)
    return response


def add_request_context(app: Flask) -> None:
    """Surround every request, those that fail included."""
    app.before_request(before)
    app.after_request(after)
