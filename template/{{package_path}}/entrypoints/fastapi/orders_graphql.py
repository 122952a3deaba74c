"""The GraphQL route: queries by POST, GraphiQL by GET."""

from strawberry.fastapi import GraphQLRouter

from ..graphql.order_schema import Context, schema
from .dependencies import OrderServiceDep


async def context(orders: OrderServiceDep) -> Context:
    """Provide the use cases to the resolvers."""
    return {"orders": orders}


router = GraphQLRouter(
    schema,
    path="/graphql",
    allow_queries_via_get=False,
    subscription_protocols=(),
    context_getter=context,
    include_in_schema=False,
)
