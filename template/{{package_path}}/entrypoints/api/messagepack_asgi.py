"""Speaks MessagePack with callers who ask for it; behind it, all is JSON.

What cannot be understood is never refused here, but behind: so it is logged, and
answered, like everything else.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from .bodies import LIMIT
from .messagepack import JSON, MEDIA_TYPE, from_json, is_wanted, to_json

App = Callable[..., Awaitable[None]]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


class MessagePack:
    """Middleware around the application."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, with a body and for an answer in JSON."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if media_type(scope["headers"]) == MEDIA_TYPE:
            headers = without(scope["headers"], b"content-type")
            headers.append((b"content-type", JSON.encode()))
            scope = {**scope, "headers": headers}
            receive = Unpacking(receive)
        accept = b",".join(values(scope["headers"], b"accept")).decode("latin-1")
        await self._app(scope, receive, Packing(send, is_wanted(accept)))


class Unpacking:
    """Receives a body in MessagePack, and hands it on in JSON."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._has_body = False

    async def __call__(self) -> Message:
        """Wait for all of the body, for only then can it be read."""
        if self._has_body:
            return await self._receive()
        packed = b""
        more = True
        while more:
            message = await self._receive()
            if message["type"] != "http.request":
                return message
            more = message.get("more_body", False)
            if len(packed) <= LIMIT:
                packed += message.get("body", b"")
        self._has_body = True
        # What is larger is refused behind, for its length.
        body = to_json(packed) if len(packed) <= LIMIT else packed
        return {"type": "http.request", "body": body}


class Packing:
    """Sends an answer on, in MessagePack if it is wanted."""

    def __init__(self, send: Send, wanted: bool) -> None:
        self._send = send
        self._wanted = wanted
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        """Keep what is JSON of a known length until it is complete: no streams."""
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _begin(self, start: Message) -> None:
        headers = list(start["headers"])
        if media_type(headers) != JSON or not values(headers, b"content-length"):
            await self._send(start)
            return
        start = {**start, "headers": [*headers, (b"vary", b"Accept")]}
        if self._wanted:
            self._start = start
        else:
            await self._send(start)

    async def _finish(self, start: Message) -> None:
        body = from_json(self._body)
        headers = without(start["headers"], b"content-type", b"content-length")
        headers.append((b"content-type", MEDIA_TYPE.encode()))
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def values(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    """Return what the headers of a name say."""
    return [value for key, value in headers if key.lower() == name]


def without(headers: Iterable[tuple[bytes, bytes]], *names: bytes) -> Headers:
    """Return the other headers."""
    return [header for header in headers if header[0].lower() not in names]


def media_type(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return what a body is, without its parameters."""
    content_type = b"".join(values(headers, b"content-type"))
    return content_type.partition(b";")[0].strip().lower().decode("latin-1")
