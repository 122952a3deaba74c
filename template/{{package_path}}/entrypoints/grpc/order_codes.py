"""Order errors as gRPC status codes."""

from collections.abc import Mapping

from grpc import StatusCode

from ...domain import errors
from ..api.cursor import InvalidCursor

ORDER_CODES: Mapping[type[Exception], StatusCode] = {
    errors.OrderNotFound: StatusCode.NOT_FOUND,
    errors.ForbiddenTransition: StatusCode.FAILED_PRECONDITION,
    errors.ConcurrentUpdate: StatusCode.ABORTED,
    errors.EmptyOrder: StatusCode.INVALID_ARGUMENT,
    InvalidCursor: StatusCode.INVALID_ARGUMENT,
}
