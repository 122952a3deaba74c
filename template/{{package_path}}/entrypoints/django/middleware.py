"""Gives each request an id that its log lines and its answer carry."""

import re
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from uuid import uuid4

from asgiref.sync import markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase

from ...config.logs import begin, bind
from ..api.access_log import log_request

# What a caller may send as an id of its own; anything else could forge log lines.
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)

View = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class RequestId:
    """Middleware around every request."""

    async_capable = True
    sync_capable = False

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass a request on, and log how it was answered."""
        request_id = request.headers.get("X-Request-ID", "")
        if not ACCEPTABLE_ID.fullmatch(request_id):
            request_id = uuid4().hex
        begin(request_id=request_id)
        started, method = perf_counter(), request.method
        response = await self._get_response(request)
        response.headers["X-Request-ID"] = request_id
        log_request(method or "", request.path_info, int(response.status_code), started)
        return response

    async def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., object],
        args: list[str],
        path: Mapping[str, object],
    ) -> None:
        """Have the log lines carry what the path names, too."""
        bind(**{name: str(value) for name, value in path.items()})
