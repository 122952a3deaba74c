"""Routes that read what they are sent by the service's own JSON library."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from ...config.serialization import loads


class JsonRequest(Request):
    """A request whose body that library reads."""

    async def json(self) -> Any:
        """Read the body."""
        return loads(await self.body())


class JsonRoute(APIRoute):
    """A route for which a request is such a one."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's own handler."""
        handle = super().get_route_handler()

        async def handle_json(request: Request) -> Response:
            return await handle(JsonRequest(request.scope, request.receive))

        return handle_json
