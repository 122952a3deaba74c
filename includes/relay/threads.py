"""The relay's loop: a thread that starts another one for each job."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

from ...config.logs import get_logger
from ...services.relay import Relay
from ...services.unit_of_work import Message

log = get_logger(__name__)

AT_ONCE = 4  # jobs that are being handed over
POLL = 5.0  # seconds between two looks at the outbox, if nothing wakes the relay
GRACE = 2.0  # seconds to hand over what is due when the process stops


class Loop:
    """Claims messages and hands them over, several at a time.

    Its threads are daemons: a process that exits does not wait for them.
    """

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._stopping = False
        self._is_full = False
        self._threads: dict[UUID, threading.Thread] = {}

    def run(self) -> None:
        """Look at the outbox again and again, and to its end when told to stop."""
        while not self._stopping:
            self._relay.wanted.clear()
            self._look()
            self._relay.wanted.wait(0 if self._stopping else POLL)
        in_progress = list(self._threads)
        # An interpreter that shuts down starts no more threads.
        while messages := self._relay.claim(AT_ONCE):
            for message in messages:
                if message.id not in in_progress:
                    self._relay.hand_over(message)
        for thread in list(self._threads.values()):
            thread.join()

    def stop(self) -> None:
        """Have the loop end."""
        self._stopping = True
        self._relay.wake()

    def _look(self) -> None:
        in_progress = list(self._threads)
        if free := AT_ONCE - len(in_progress):
            messages = self._relay.claim(free)
            self._is_full = len(messages) == free
            for message in messages:
                # A thread cannot be ended: a job may take longer than its lease.
                if message.id not in in_progress:
                    self._start(message)

    def _start(self, message: Message) -> None:
        thread = threading.Thread(
            target=self._hand_over,
            args=[message],
            name=f"relay-{message.id}",
            daemon=True,
        )
        self._threads[message.id] = thread
        thread.start()

    def _hand_over(self, message: Message) -> None:
        self._relay.hand_over(message)
        del self._threads[message.id]
        if self._is_full:
            self._relay.wake()


@contextmanager
def relaying(relay: Relay) -> Generator[None, None, None]:
    """Run a relay for as long as the context lasts."""
    loop = Loop(relay)
    thread = threading.Thread(target=loop.run, name="relay", daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.stop()
        thread.join(GRACE)
        if thread.is_alive():
            log.warning("jobs not handed over in time")
