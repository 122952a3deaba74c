"""The GraphQL view: queries by POST, GraphiQL by GET."""

from flask import Request, Response
from flask.typing import ResponseReturnValue
from flask_openapi import APIBlueprint
from strawberry.flask.views import GraphQLView

from ..graphql.order_schema import Context, schema
from .bodies import size_of_body
from .dependencies import order_service


class OrdersView(GraphQLView[Context, None]):
    """Provides the use cases to the resolvers."""

    def get_context(self, request: Request, response: Response) -> Context:
        """Return the context of the resolvers."""
        return {"orders": order_service()}

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer a query within the size limit, or serve GraphiQL."""
        size_of_body()
        return super().dispatch_request()


blueprint = APIBlueprint("graphql", __name__)
blueprint.add_url_rule(
    "/graphql",
    view_func=OrdersView.as_view("graphql", schema, allow_queries_via_get=False),
)
