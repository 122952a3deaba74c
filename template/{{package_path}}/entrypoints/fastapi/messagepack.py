"""An application that speaks MessagePack, and says so in its OpenAPI document."""

from typing import Any

from ..api.messagepack import describe
from ..api.messagepack_asgi import MessagePack
from .problems import ProblemAPI


class MessagePackAPI(ProblemAPI):
    """FastAPI, with MessagePack next to JSON."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.add_middleware(MessagePack)

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        document = super().openapi()
        describe(document)
        return document
