"""Answers to OPTIONS."""

from flask import Response
from flask_openapi import OpenAPI


class OptionsAPI(OpenAPI):
    """Flask, with sorted methods in the answer to OPTIONS."""

    def make_default_options_response(self) -> Response:
        """Return the methods of a path, without a body and its type."""
        response = super().make_default_options_response()
        response.headers["Allow"] = ", ".join(sorted(response.allow))
        del response.headers["Content-Type"]
        return response
