"""Units of work in Django's ORM, each with a connection of its own."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from django.db import connection

from ....services.unit_of_work import UnitOfWork
from .orders import DjangoOrders
from .outbox import DjangoOutbox
from .rates import DjangoRates
from .transaction import Transaction


class DjangoStorage:
    """The database that Django's settings name."""

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[UnitOfWork, None]:
        """Begin a unit of work."""
        async with Transaction() as transaction:
            yield UnitOfWork(
                orders=DjangoOrders(transaction),
                rates=DjangoRates(transaction),
                outbox=DjangoOutbox(transaction),
            )

    async def ping(self) -> None:
        """Raise an error when the database cannot be reached."""
        async with Transaction() as transaction:
            await transaction.run(select_one)


def select_one() -> None:
    """Run the smallest query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
