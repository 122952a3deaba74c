"""Methods: HEAD goes with every GET, OPTIONS with every path; others are refused."""

from http import HTTPStatus

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
)
from django.utils.decorators import async_only_middleware

from ..api.problems import problem
from .middleware import View
from .problems import respond


@async_only_middleware
def head_as_get(get_response: View) -> View:
    """Have HEAD answered as GET; the server leaves the body out."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
        return await get_response(request)

    return middleware


@async_only_middleware
def wrong_method(get_response: View) -> View:
    """Tell the caller which methods are right, as an error or in answer to OPTIONS."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        response = await get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        if request.method == "OPTIONS":
            answer = HttpResponse()
            del answer.headers["Content-Type"]  # there is no body
        else:
            status = HTTPStatus.METHOD_NOT_ALLOWED
            answer = respond(problem(status, status.phrase))
        allowed = {*response.headers["Allow"].split(", "), "OPTIONS"}
        if "GET" in allowed:
            allowed.add("HEAD")
        answer.headers["Allow"] = ", ".join(sorted(allowed))
        return answer

    return middleware
