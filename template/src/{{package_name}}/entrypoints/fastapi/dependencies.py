"""What the routes are handed."""

from typing import Annotated

from fastapi import Depends, Request

from ...bootstrap import Application
from ...services.orders import OrderService


async def application(request: Request) -> Application:
    """Return what the lifespan has opened."""
    opened: Application = request.state.application
    return opened


async def order_service(
    opened: Annotated[Application, Depends(application)],
) -> OrderService:
    """Return the use cases around orders."""
    return opened.orders


ApplicationDep = Annotated[Application, Depends(application)]
OrderServiceDep = Annotated[OrderService, Depends(order_service)]
