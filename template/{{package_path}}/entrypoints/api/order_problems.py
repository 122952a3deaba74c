"""What went wrong with orders, as statuses of HTTP."""

from collections.abc import Mapping
from http import HTTPStatus

from ...domain import errors
from .cursor import InvalidCursor

ORDER_STATUSES: Mapping[type[Exception], HTTPStatus] = {
    errors.OrderNotFound: HTTPStatus.NOT_FOUND,
    errors.ForbiddenTransition: HTTPStatus.CONFLICT,
    errors.ConcurrentUpdate: HTTPStatus.CONFLICT,
    errors.OutdatedVersion: HTTPStatus.PRECONDITION_FAILED,
    errors.IdempotencyKeyUsed: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.EmptyOrder: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidCursor: HTTPStatus.UNPROCESSABLE_ENTITY,
}
