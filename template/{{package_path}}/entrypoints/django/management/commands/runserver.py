"""`manage.py runserver`: as Django's own, but with the server that the API needs."""

from typing import Any

from django.core.management.commands import runserver
from django.db import connections
from django.utils import autoreload

from .....config.load import load_settings


class Command(runserver.Command):
    """Serves by ASGI, and starts anew after each change of the code."""

    help = "Starts the service for development, and anew after each change."

    addr: str
    port: str

    def inner_run(self, *args: Any, **options: Any) -> None:
        """Check what Django checks, and serve."""
        autoreload.raise_last_exception()
        self.check(display_num_errors=True)
        self.check_migrations()
        connections.close_all()
        # Not before: the application comes with its views, which the checks look at.
        from ...__main__ import serve

        address = {"host": self.addr, "port": int(self.port)}
        settings = load_settings().model_copy(update=address)
        self.on_bind(settings.port)
        serve(settings)
