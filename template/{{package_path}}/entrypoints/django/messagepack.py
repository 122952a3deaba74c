"""Says in the OpenAPI document that the application speaks MessagePack."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from ..api.messagepack import describe


class MessagePackAPI(NinjaAPI):
    """Django Ninja, with MessagePack next to JSON."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the OpenAPI document."""
        document = super().get_openapi_schema(**options)
        describe(document)
        return document
