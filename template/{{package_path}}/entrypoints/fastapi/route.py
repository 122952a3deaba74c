"""Routes that do what this service wants and FastAPI's own leave out."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from ...config.logs import bind
from ...config.serialization import loads


class JsonRequest(Request):
    """A request whose body the service's own JSON library reads."""

    async def json(self) -> Any:
        """Read the body."""
        return loads(await self.body())


class ServiceRoute(APIRoute):
    """A route whose log lines carry what its path names, and that reads such requests.

    A dependency could bind the names as well, but FastAPI takes longer over it.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's own handler."""
        handle = super().get_route_handler()
        has_body = self.body_field is not None

        async def handle_request(request: Request) -> Response:
            bind(**request.path_params)
            if has_body:
                request = JsonRequest(request.scope, request.receive)
            return await handle(request)

        return handle_request
