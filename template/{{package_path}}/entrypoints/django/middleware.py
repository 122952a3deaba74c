"""Gives each request an id that its log lines and its answer carry."""

import re
from collections.abc import Awaitable, Callable
from time import perf_counter
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import async_only_middleware
from structlog.typing import FilteringBoundLogger

log: FilteringBoundLogger = structlog.get_logger()

# What a caller may send as an id of its own; anything else could forge log lines.
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)

View = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@async_only_middleware
def request_id(get_response: View) -> View:
    """Give each request an id, and log how it was answered."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        known_as = request.headers.get("X-Request-ID", "")
        if not ACCEPTABLE_ID.fullmatch(known_as):
            known_as = uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=known_as)
        started, method = perf_counter(), request.method
        response = await get_response(request)
        response.headers["X-Request-ID"] = known_as
        log.info(
            "request",
            method=method,
            path=request.path,
            status=int(response.status_code),
            milliseconds=round((perf_counter() - started) * 1000, 1),
        )
        return response

    return middleware
