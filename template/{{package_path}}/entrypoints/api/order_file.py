"""All orders as a file of comma-separated values.

It is written to the disk before the first byte of it is sent: what goes wrong on the
way can still be told, and who reads slowly keeps nothing waiting but a file.
"""

from collections.abc import AsyncGenerator

from aiofiles.tempfile import TemporaryFile

from ...domain.order import OrderStatus
from ...services.order_pages import order_pages
from ...services.orders import OrderService
from .order_lines import HEADER, line_of

MEDIA_TYPE = "text/csv"
HEADERS = {"Content-Disposition": 'attachment; filename="orders.csv"'}
CHUNK = 64 * 1024


async def order_file(
    orders: OrderService,
    status: OrderStatus | None,
) -> AsyncGenerator[bytes, None]:
    """Write the orders, newest first, and return what is read of them in chunks."""
    read = written(orders, status)
    first = await anext(read)

    async def chunks() -> AsyncGenerator[bytes, None]:
        yield first
        async for chunk in read:
            yield chunk

    return chunks()


async def written(
    orders: OrderService,
    status: OrderStatus | None,
) -> AsyncGenerator[bytes, None]:
    """Give the file in chunks, once all of it is there."""
    async with TemporaryFile("w+b") as file:
        await file.write(HEADER.encode())
        async for page in order_pages(orders, status):
            await file.write("".join(map(line_of, page)).encode())
        await file.seek(0)
        while chunk := await file.read(CHUNK):
            yield chunk
