"""What the views work with."""

from flask import current_app

from ...bootstrap import Application
from ...services.orders import OrderService


def application() -> Application:
    """Return what the application was put together with."""
    opened: Application = current_app.extensions["application"]
    return opened


def order_service() -> OrderService:
    """Return the use cases around orders."""
    return application().orders
