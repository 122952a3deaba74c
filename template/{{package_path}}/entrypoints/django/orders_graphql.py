"""The route of GraphQL: a page to try it on, and queries by POST."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router
from strawberry.django.views import AsyncGraphQLView

from ..graphql.order_schema import Context, schema
from .lifespan import opened


class OrdersView(AsyncGraphQLView[Context, None]):
    """Hands the use cases over to the resolvers."""

    async def get_context(
        self,
        request: HttpRequest,
        response: HttpResponse,
    ) -> Context:
        """Return what the resolvers work with."""
        return {"orders": opened(request).orders}


router = Router()
view = OrdersView(schema=schema, allow_queries_via_get=False)


@router.api_operation(["GET", "POST"], "/graphql", include_in_schema=False)
async def graphql(request: HttpRequest) -> HttpResponseBase:
    """Answer a query, or show the page."""
    return await view.dispatch(request)
