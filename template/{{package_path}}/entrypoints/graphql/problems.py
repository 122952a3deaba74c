"""What went wrong, as GraphQL tells it to a caller."""

from http import HTTPStatus

from graphql import GraphQLError
from pydantic import ValidationError
from strawberry.extensions import MaskErrors

from ..api.problems import STATUSES, Problem, invalid, problem

UNEXPECTED = "Something went wrong. The logs have the details under the request's id."


def is_expected(error: GraphQLError) -> bool:
    """Say whether an error is the caller's to hear of, and nobody else's."""
    cause = error.original_error
    return cause is None or type(cause) in {*STATUSES, ValidationError}


def problem_of(cause: Exception) -> Problem:
    """Describe an error as the rest of the API does."""
    if isinstance(cause, ValidationError):
        faults = cause.errors(include_url=False, include_input=False)
        return invalid({".".join(map(str, fault["loc"])): fault for fault in faults})
    if type(cause) in STATUSES:
        return problem(STATUSES[type(cause)], str(cause))
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED)


class Problems(MaskErrors):
    """Puts a problem document into each error that a resolver has raised."""

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        """Tell what a caller may know of an error."""
        if error.original_error is None:  # the query itself is at fault
            return error
        told = problem_of(error.original_error)
        return GraphQLError(
            told.detail,
            nodes=error.nodes,
            path=error.path,
            extensions=told.model_dump(exclude={"detail"}, exclude_none=True),
        )
