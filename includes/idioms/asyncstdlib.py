import asyncio
from collections.abc import AsyncIterator

import asyncstdlib


async def orders() -> AsyncIterator[int]:
    for total in (30, 12, 8):
        yield total  # as they come in from another service


async def main() -> None:
    assert await asyncstdlib.sum(orders()) == 50
    assert await asyncstdlib.max(orders()) == 30
    async for number, total in asyncstdlib.enumerate(orders(), start=1):
        assert number * total <= 30

    # Closed at the end of the block, even though not all of it was read.
    async with asyncstdlib.scoped_iter(orders()) as some:
        assert await asyncstdlib.anext(some) == 30


asyncio.run(main())
