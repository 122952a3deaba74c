"""Bodies of requests: JSON, and nothing else."""

import re
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser

from ...config.serialization import loads
from ..api.bodies import UNDECLARED, UNREADABLE

JSON = re.compile(r"application/(\S+\+)?json")


class JSONParser(Parser):
    """Reads the bodies that are declared to be JSON."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Read a body, or say what is wrong with it."""
        if not JSON.fullmatch(request.content_type or ""):
            raise HttpError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, UNDECLARED)
        try:
            body: dict[str, Any] = loads(request.body)
        except (ValueError, RecursionError) as error:
            raise HttpError(HTTPStatus.BAD_REQUEST, UNREADABLE) from error
        return body
