"""Gunicorn, set up in code: one process, which answers each request in a thread."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack

from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

from ...bootstrap import Application, bootstrap
from ...config.settings import Settings
from .app import create_app

OpenApplication = Callable[[Settings], AbstractContextManager[Application]]

THREADS = 10  # requests in progress; the next one waits until one is answered

# Seconds that requests in progress have to end in after SIGTERM: fewer than the ten
# after which most supervisors kill a process.
GRACE = 8


class RootLogger(Logger):
    """Has Gunicorn's own log lines look like the others."""

    def setup(self, cfg: Config) -> None:
        """Leave the lines to the root logger."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class GunicornServer(BaseApplication):
    """Serves the application; it connects in the process that answers the requests."""

    def __init__(
        self,
        settings: Settings,
        open_application: OpenApplication = bootstrap,
    ) -> None:
        self._settings = settings
        self._open_application = open_application
        self._stack = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        """Set the server up, whatever its own variables and files say."""
        host = self._settings.host
        if ":" in host:
            host = f"[{host}]"  # as addresses of IPv6 are written before a port
        options = {
            "bind": f"{host}:{self._settings.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "graceful_timeout": GRACE,
            "limit_request_line": 8190,
            "logger_class": RootLogger,
            "loglevel": self._settings.log_level,
            "control_socket_disable": True,
            "worker_exit": self.close,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Iterable[bytes]]:
        """Connect, after the fork: connections cannot be shared between processes."""
        application = self._open_application(self._settings)
        return create_app(self._stack.enter_context(application))

    def close(self, server: object, worker: object) -> None:
        """Close everything, when the process ends."""
        self._stack.close()
