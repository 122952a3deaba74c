"""The GraphQL route: queries by POST, GraphiQL by GET."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router
from strawberry.django.views import AsyncGraphQLView

from ..graphql.order_schema import Context, schema
from .lifespan import opened


class OrdersView(AsyncGraphQLView[Context, None]):
    """Provides the use cases to the resolvers."""

    async def get_context(
        self,
        request: HttpRequest,
        response: HttpResponse,
    ) -> Context:
        """Return the context of the resolvers."""
        return {"orders": opened(request).orders}


router = Router()
view = OrdersView(schema=schema, allow_queries_via_get=False)


@router.api_operation(["GET", "POST"], "/graphql", include_in_schema=False)
async def graphql(request: HttpRequest) -> HttpResponseBase:
    """Answer a query, or serve GraphiQL."""
    return await view.dispatch(request)
