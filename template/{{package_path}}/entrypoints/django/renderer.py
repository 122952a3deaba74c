"""Answers, written by the service's own JSON library."""

from typing import Any

from django.http import HttpRequest
from ninja.renderers import BaseRenderer

from ...config.serialization import dumps


class JSONRenderer(BaseRenderer):
    """Writes exactly; Ninja's own would shorten times to milliseconds."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        """Write an answer."""
        return dumps(data)
