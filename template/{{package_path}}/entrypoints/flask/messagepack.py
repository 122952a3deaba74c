"""An application that speaks MessagePack, and says so in its OpenAPI document."""

from io import BytesIO
from typing import Any

from flask import Response, request
from werkzeug.http import parse_options_header
from werkzeug.wsgi import get_input_stream

from ..api.bodies import LIMIT
from ..api.messagepack import (
    JSON,
    MEDIA_TYPE,
    describe,
    from_json,
    is_wanted,
    to_json,
)
from .request import Request
from .request_methods import OptionsAPI


class MessagePackRequest(Request):
    """A request whose body is JSON by the time that it is looked at."""

    def __init__(self, environ: dict[str, Any], *args: Any, **options: Any) -> None:
        if parse_options_header(environ.get("CONTENT_TYPE"))[0] == MEDIA_TYPE:
            environ["CONTENT_TYPE"] = JSON
            body = get_input_stream(environ).read(LIMIT + 1)
            if len(body) <= LIMIT:  # what is larger is refused for its length
                body = to_json(body)
                environ["CONTENT_LENGTH"] = str(len(body))
            environ["wsgi.input"] = BytesIO(body)
        super().__init__(environ, *args, **options)


def pack(response: Response) -> Response:
    """Pack an answer if that is wanted, but no stream."""
    if response.mimetype == JSON and not response.is_streamed:
        response.vary.add("Accept")
        if is_wanted(request.headers.get("Accept", "")):
            response.set_data(from_json(response.get_data()))
            response.mimetype = MEDIA_TYPE
    return response


class MessagePackAPI(OptionsAPI):
    """Flask, with MessagePack next to JSON."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.after_request(pack)

    def generate_spec_json(self) -> None:
        """Write the OpenAPI document."""
        super().generate_spec_json()
        describe(self.spec_json)
