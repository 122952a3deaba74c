import asyncio

import aiomisc


@aiomisc.timeout(1)
async def quote(carrier: str, seconds: float) -> str:
    await asyncio.sleep(seconds)  # as if the carrier was called
    return carrier


@aiomisc.threaded
def label(order: str) -> str:
    return f"label of {order}"  # what would block the loop runs in a thread


async def main() -> None:
    # The first answer counts; the other call is cancelled.
    first = await aiomisc.select(quote("slow", 0.5), quote("fast", 0))
    assert first.result() == "fast"
    assert await label("A-1") == "label of A-1"


asyncio.run(main())
