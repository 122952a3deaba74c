"""The view to compare with: Django as `startproject` sets it up, and one async view.

It runs inside a generated service and borrows its settings, its tables and its answer's
model, so that it makes the same queries and sends the same bytes.
"""

import importlib
import os
import sys
from typing import Any
from uuid import UUID

import uvicorn
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from .answer import order_view


def make_view(package: str) -> Any:
    """Write the view.

    Parameters
    ----------
    package : str
        The generated service's package.

    Returns
    -------
    Any
        A view of one order.
    """
    models: Any = importlib.import_module(f"{package}.adapters.orders.django.models")
    schemas: Any = importlib.import_module(f"{package}.entrypoints.api.schemas")

    async def get_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
        rows = models.Order.objects.prefetch_related("items")
        try:
            row = await rows.aget(id=order_id)
        except models.Order.DoesNotExist:
            raise Http404 from None
        order = order_view(schemas, row, row.items.all())
        return HttpResponse(order.model_dump_json(), content_type="application/json")

    return get_order


urlpatterns: list[Any] = []


def main(package: str, port: int) -> None:
    """Serve one view.

    Parameters
    ----------
    package : str
        The generated service's package.
    port : int
        Where to listen.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.entrypoints.django.settings"
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if name.startswith("django.")
    ]
    application = get_asgi_application()
    urlpatterns.append(path("orders/<uuid:order_id>", make_view(package)))
    uvicorn.run(application, port=port, access_log=False, log_config=None)


if __name__ == "__main__":
    main(sys.argv[1], int(os.environ["APP_PORT"]))
