"""Opens the adapters for a server that is not ours, such as that of `flask run`."""

import atexit
import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from threading import Lock

import click
from flask.helpers import get_debug_flag
from werkzeug.serving import is_running_from_reloader

from ...bootstrap import Application, bootstrap
from ...config.logs import configure_logging
from ...config.settings import Settings


class OpenedOnce:
    """Connects everything at the first call in a process, for as long as it lives.

    A server may load the application first, and fork its workers afterwards.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._applications: dict[int, Application] = {}

    def __call__(self) -> Application:
        """Return the application that is open in this process."""
        process = os.getpid()
        with self._lock:
            if process not in self._applications:
                stack = ExitStack()
                atexit.register(partial(self._close, stack, process))
                opened = stack.enter_context(bootstrap(self._settings))
                self._applications[process] = opened
            return self._applications[process]

    def _close(self, stack: ExitStack, process: int) -> None:
        if process == os.getpid():
            stack.close()


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
