from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response
from pydantic import BaseModel, ValidationError

View = TypeVar("View", bound=Callable[..., Any])
Responses = Mapping[int, type[BaseModel] | dict[str, Any]]

class Info(BaseModel):
    title: str
    version: str
    description: str | None = ...

class Tag(BaseModel):
    name: str

class APIBlueprint(Blueprint):
    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        url_prefix: str | None = ...,
        abp_tags: list[Tag] | None = ...,
        operation_id_callback: Callable[[str, str, str], str] = ...,
    ) -> None: ...
    def get(
        self,
        rule: str,
        *,
        responses: Responses | None = ...,
        **options: Any,
    ) -> Callable[[View], View]: ...
    def post(
        self,
        rule: str,
        *,
        responses: Responses | None = ...,
        **options: Any,
    ) -> Callable[[View], View]: ...

class OpenAPI(Flask):
    openapi_version: str
    spec_json: dict[str, Any]

    def __init__(
        self,
        import_name: str,
        *,
        info: Info | None = ...,
        validation_error_callback: Callable[[ValidationError], Response] = ...,
        validation_error_model: type[BaseModel] = ...,
        doc_ui: bool = ...,
        static_folder: str | None = ...,
    ) -> None: ...
    @property
    def api_doc(self) -> dict[str, Any]: ...
    def generate_spec_json(self) -> None: ...
    def register_api(self, api: APIBlueprint, **options: Any) -> None: ...
