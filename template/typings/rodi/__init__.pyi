from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar, overload

T = TypeVar("T")

Factory = (
    Callable[[], Any]
    | Callable[[ActivationScope], Any]
    | Callable[[ActivationScope, type[Any]], Any]
)

class DIException(Exception): ...
class CannotResolveTypeException(DIException): ...
class CannotResolveParameterException(DIException): ...
class CircularDependencyException(DIException): ...
class OverridingServiceException(DIException): ...

class ActivationScope:
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None: ...
    @overload
    def get(self, desired_type: type[T]) -> T: ...
    @overload
    def get(self, desired_type: str) -> Any: ...
    def dispose(self) -> None: ...

class Services:
    def __contains__(self, item: object) -> bool: ...
    def create_scope(
        self,
        scoped: Mapping[type[Any], object] | None = None,
    ) -> ActivationScope: ...
    @overload
    def get(
        self,
        desired_type: type[T],
        scope: ActivationScope | None = None,
    ) -> T: ...
    @overload
    def get(
        self,
        desired_type: str,
        scope: ActivationScope | None = None,
    ) -> Any: ...

class Container:
    strict: bool
    def __init__(
        self,
        *,
        strict: bool = False,
        scope_cls: type[ActivationScope] | None = None,
    ) -> None: ...
    def __contains__(self, key: object) -> bool: ...
    @property
    def provider(self) -> Services: ...
    def build_provider(self) -> Services: ...
    @overload
    def resolve(self, obj_type: type[T], scope: ActivationScope | None = None) -> T: ...
    @overload
    def resolve(self, obj_type: str, scope: ActivationScope | None = None) -> Any: ...
    def add_instance(
        self,
        instance: object,
        declared_class: type[Any] | None = None,
    ) -> Self: ...
    def add_singleton(
        self,
        base_type: type[Any],
        concrete_type: type[Any] | None = None,
    ) -> Self: ...
    def add_scoped(
        self,
        base_type: type[Any],
        concrete_type: type[Any] | None = None,
    ) -> Self: ...
    def add_transient(
        self,
        base_type: type[Any],
        concrete_type: type[Any] | None = None,
    ) -> Self: ...
    def add_singleton_by_factory(
        self,
        factory: Factory,
        return_type: type[Any] | None = None,
    ) -> Self: ...
    def add_scoped_by_factory(
        self,
        factory: Factory,
        return_type: type[Any] | None = None,
    ) -> Self: ...
    def add_transient_by_factory(
        self,
        factory: Factory,
        return_type: type[Any] | None = None,
    ) -> Self: ...
    def decorate(
        self,
        base_type: type[Any],
        decorator_type: type[Any],
    ) -> Self: ...
