"""Log lines for what Python itself would write to standard error."""

import logging
import sys
import threading
from types import TracebackType

log = logging.getLogger(__name__)


def log_uncaught() -> None:
    """Log warnings, and the errors that nothing in the process catches."""
    logging.captureWarnings(True)
    sys.excepthook = on_uncaught
    sys.unraisablehook = on_unraisable
    threading.excepthook = on_uncaught_in_thread


def on_uncaught(
    kind: type[BaseException],
    error: BaseException,
    traceback: TracebackType | None,
) -> None:
    """Log an error that ends the process, unless somebody has pressed Ctrl+C."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
    else:
        log.critical("uncaught exception", exc_info=(kind, error, traceback))


def on_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    """Log an error that ends a thread; like Python, leave out `SystemExit`."""
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        name = "" if args.thread is None else args.thread.name
        exc_info = (args.exc_type, args.exc_value, args.exc_traceback)
        log.critical("uncaught exception in thread %s", name, exc_info=exc_info)


def on_unraisable(args: "sys.UnraisableHookArgs") -> None:
    """Log an error that Python cannot raise, such as one in a `__del__` method."""
    if args.exc_value is not None:
        message = args.err_msg or "Exception ignored in"
        exc_info = (args.exc_type, args.exc_value, args.exc_traceback)
        log.error("%s: %r", message, args.object, exc_info=exc_info)
