"""The relay's loop: a task that starts another one for each job."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from ...config.logs import get_logger
from ...services.relay import Relay
from ...services.unit_of_work import Message

log = get_logger(__name__)

AT_ONCE = 10  # jobs that are being handed over
POLL = 5.0  # seconds between two looks at the outbox, if nothing wakes the relay
GRACE = 2.0  # seconds to hand over what is due when the process stops
CANCELLING = 1.0  # and for jobs that are not done by then to be cancelled


class Loop:
    """Claims messages and hands them over, several at a time."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._stopping = False
        self._is_full = False
        self._tasks: dict[asyncio.Task[None], Message] = {}

    async def run(self) -> None:
        """Look at the outbox again and again, and to its end when told to stop."""
        while True:
            self._relay.wanted.clear()
            stopping = self._stopping
            await self._look()
            if stopping and not self._is_full:
                break
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await self._relay.wanted.wait()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def stop(self) -> None:
        """Have the loop end."""
        self._stopping = True
        self._relay.wake()

    async def cancel(self) -> None:
        """Leave what is not handed over to the next process."""
        late = self._tasks.copy()
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for message in late.values():
            await self._relay.release(message)

    async def _look(self) -> None:
        in_progress = {message.id for message in self._tasks.values()}
        if free := AT_ONCE - len(in_progress):
            messages = await self._relay.claim(free)
            self._is_full = len(messages) == free
            for message in messages:
                # Slow storage may hold a job up for longer than its lease.
                if message.id not in in_progress:
                    self._start(message)

    def _start(self, message: Message) -> None:
        task = asyncio.create_task(self._relay.hand_over(message))
        self._tasks[task] = message
        task.add_done_callback(self._on_done)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        if self._is_full:
            self._relay.wake()


@asynccontextmanager
async def relaying(relay: Relay) -> AsyncGenerator[None, None]:
    """Run a relay for as long as the context lasts."""
    loop = Loop(relay)
    task = asyncio.create_task(loop.run())
    try:
        yield
    finally:
        loop.stop()
        _, late = await asyncio.wait({task}, timeout=GRACE)
        if late:
            log.warning("jobs not handed over in time")
            task.cancel()
            with suppress(TimeoutError):
                async with asyncio.timeout(CANCELLING):
                    await loop.cancel()
