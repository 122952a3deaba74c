"""Methods: HEAD goes with every GET, OPTIONS with every path; others are refused."""

from fastapi import Request
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

METHODS = ["DELETE", "GET", "PATCH", "POST", "PUT"]


class HeadAsGet:
    """Middleware that has HEAD answered as GET; the server leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send)


def allowed_methods(request: Request) -> list[str]:
    """Ask every route: of several under one path, Starlette would ask the first."""
    allowed = [
        method
        for method in METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]
    if "GET" in allowed:
        allowed.append("HEAD")
    return sorted([*allowed, "OPTIONS"])
