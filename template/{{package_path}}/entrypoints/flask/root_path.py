"""A path prefix that a reverse proxy strips from requests."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask


def add_root_path(app: Flask, root_path: str) -> None:
    """Put the prefix before the URLs that the application makes."""
    if not root_path:
        return
    serve = app.wsgi_app

    def serve_below(
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        environ["SCRIPT_NAME"] = root_path
        return serve(environ, start_response)

    # Flask's documentation adds WSGI middleware by this assignment.
    app.wsgi_app = serve_below  # type: ignore[method-assign]
