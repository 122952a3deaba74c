"""Opens the adapters for a server that is not ours, such as that of `flask run`."""

import atexit
from collections.abc import Callable
from contextlib import ExitStack
from threading import Lock

import click
from flask.helpers import get_debug_flag
from werkzeug.serving import is_running_from_reloader

from ...bootstrap import Application, bootstrap
from ...config.logs import configure_logging
from ...config.settings import Settings


class OpenedOnce:
    """Connects everything at the first call, for as long as this process lives."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._application: Application | None = None

    def __call__(self) -> Application:
        """Return the open application."""
        with self._lock:
            if self._application is None:
                stack = ExitStack()
                atexit.register(stack.close)
                self._application = stack.enter_context(bootstrap(self._settings))
            return self._application


def open_until_exit(settings: Settings) -> Callable[[], Application]:
    """Open the application: a server does at once, the `flask` command when needed.

    Commands such as `flask routes` need no connection. The reloader of `flask run` is
    two processes, of which one serves and opens the application at once.
    """
    configure_logging(settings)
    opened = OpenedOnce(settings)
    if serves():
        opened()
    return opened


def serves() -> bool:
    """Say whether this process serves requests; commands and the reloader do not."""
    context = click.get_current_context(silent=True)
    if context is None:
        return True  # a WSGI server
    if context.info_name != "run":
        return False
    reloads = context.params["reload"]
    if reloads is None:
        reloads = get_debug_flag()
    return not reloads or is_running_from_reloader()
