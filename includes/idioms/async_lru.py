import asyncio

from async_lru import alru_cache

asked: list[str] = []


@alru_cache(maxsize=1000, ttl=60)
async def price(sku: str) -> int:
    asked.append(sku)
    await asyncio.sleep(0)  # as if another service was asked
    return 12


async def main() -> None:
    # Three callers at a time wait for one answer, and a fourth finds it kept.
    assert await asyncio.gather(*(price("book") for _ in range(3))) == [12, 12, 12]
    assert await price("book") == 12
    assert asked == ["book"]


asyncio.run(main())
