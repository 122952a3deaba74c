"""Keeps the adapters open while the server runs: Django leaves that to others."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.http import HttpRequest

from ...bootstrap import Application

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
OpenApplication = Callable[[], AbstractAsyncContextManager[Application]]


class Lifespan:
    """Django, between the opening and the closing of the adapters."""

    def __init__(self, django: ASGIHandler, open_application: OpenApplication) -> None:
        self._django = django
        self._open_application = open_application

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Receive,
        send: Send,
    ) -> None:
        """Pass requests on, and do what the lifespan protocol asks for."""
        if scope["type"] != "lifespan":
            await self._django(scope, receive, send)
            return
        async with AsyncExitStack() as stack:
            await receive()
            try:
                application = await stack.enter_async_context(self._open_application())
            # Whatever it was: the server must hear of it, or it would serve without.
            except Exception as error:
                reason = repr(error)
                await send({"type": "lifespan.startup.failed", "message": reason})
                raise
            scope["state"]["application"] = application
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def opened(request: HttpRequest) -> Application:
    """Return what was opened when the server started."""
    assert isinstance(request, ASGIRequest)  # nothing else runs here
    application: Application = request.scope["state"]["application"]
    return application
