"""The route of GraphQL: a page to try it on, and queries by POST."""

from strawberry.fastapi import GraphQLRouter

from ..graphql.order_schema import Context, schema
from .dependencies import OrderServiceDep


async def context(orders: OrderServiceDep) -> Context:
    """Hand the use cases over to the resolvers."""
    return {"orders": orders}


router = GraphQLRouter(
    schema,
    path="/graphql",
    allow_queries_via_get=False,
    subscription_protocols=(),
    context_getter=context,
    include_in_schema=False,
)
