"""GraphQL errors with problem documents (RFC 9457) as extensions."""

from http import HTTPStatus

from graphql import GraphQLError
from pydantic import ValidationError
from strawberry.extensions import MaskErrors

from ..api.problems import STATUSES, Problem, expected_problem, invalid, problem

UNEXPECTED = "Something went wrong. The logs have the details under the request's id."


def is_expected(error: GraphQLError) -> bool:
    """Return whether the caller caused an error, so that it need not be logged."""
    cause = error.original_error
    return cause is None or isinstance(cause, (*STATUSES, ValidationError))


def problem_of(cause: Exception) -> Problem:
    """Return the problem document of an error, as in the rest of the API."""
    if isinstance(cause, ValidationError):
        faults = cause.errors(include_url=False, include_input=False)
        return invalid({".".join(map(str, fault["loc"])): fault for fault in faults})
    if isinstance(cause, tuple(STATUSES)):
        return expected_problem(cause)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED)


class Problems(MaskErrors):
    """Adds a problem document to each error that a resolver raises."""

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        """Return the error as the caller may see it."""
        if error.original_error is None:  # the query itself is at fault
            return error
        document = problem_of(error.original_error)
        return GraphQLError(
            document.detail,
            nodes=error.nodes,
            path=error.path,
            extensions=document.model_dump(exclude={"detail"}, exclude_none=True),
        )
