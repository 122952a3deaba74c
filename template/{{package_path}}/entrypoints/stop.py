"""How signals stop a process."""

from queue import Empty, SimpleQueue
from types import FrameType


class Stop:
    """An event that signal handlers may set.

    The lock of `threading.Event` is not reentrant: a handler that interrupts `wait`,
    or another handler, may block the process for ever.
    """

    def __init__(self) -> None:
        self._requests = SimpleQueue[None]()

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal."""
        self.set()

    def set(self) -> None:
        """End every `wait`, this one and later ones."""
        self._requests.put(None)  # documented to be reentrant

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is set, or for some seconds; return whether it is set."""
        try:
            self._requests.get(timeout=timeout)
        except Empty:
            return False
        self.set()  # for the next `wait`
        return True
