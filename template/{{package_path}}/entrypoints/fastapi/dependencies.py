"""What the routes are handed."""

from typing import Annotated

from fastapi import Depends, Request

from ...bootstrap import Application
from ...services.orders import OrderService


async def application(request: Request) -> Application:
    """Return what the lifespan has opened."""
    opened: Application = request.state.application
    return opened


async def order_service(request: Request) -> OrderService:
    """Return the use cases around orders."""
    return (await application(request)).orders


ApplicationDep = Annotated[Application, Depends(application)]
OrderServiceDep = Annotated[OrderService, Depends(order_service)]
