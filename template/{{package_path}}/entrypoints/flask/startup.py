"""Opens the adapters for a server that is not ours, such as that of `flask run`."""

import atexit
from contextlib import ExitStack

from ...bootstrap import Application, bootstrap
from ...config.load import load_settings
from ...config.logs import configure_logging


def open_until_exit() -> Application:
    """Connect everything, for as long as this process lives."""
    settings = load_settings()
    configure_logging(settings)
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(bootstrap(settings))
