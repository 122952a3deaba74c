"""The route to compare with: FastAPI and SQLAlchemy, and nothing around them.

It runs inside a generated service and borrows its tables and its answer's model, so
that it makes the same query and sends the same bytes.
"""

import importlib
import sys
from typing import Any
from uuid import UUID

import uvicorn
from fastapi import FastAPI, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import joinedload

from .answer import order_view


def create_app(package: str) -> FastAPI:
    """Put the application together.

    Parameters
    ----------
    package : str
        The generated service's package.

    Returns
    -------
    FastAPI
        An application with one route.
    """
    adapter: Any = importlib.import_module(f"{package}.adapters.orders.sqlalchemy")
    tables: Any = importlib.import_module(f"{adapter.__name__}.tables")
    schemas: Any = importlib.import_module(f"{package}.entrypoints.api.schemas")
    config: Any = importlib.import_module(f"{package}.config.settings")
    url = config.Settings().database_url.get_secret_value()
    sessions = async_sessionmaker(adapter.create_engine(url), expire_on_commit=False)
    app = FastAPI()

    async def get_order(order_id: UUID) -> Any:
        query = (
            select(tables.OrderRow)
            .where(tables.OrderRow.id == order_id)
            .options(joinedload(tables.OrderRow.items))
        )
        async with sessions() as session:
            row = (await session.scalars(query)).unique().one_or_none()
        if row is None:
            raise HTTPException(404)
        return order_view(schemas, row, row.items)

    app.get("/orders/{order_id}", response_model=schemas.OrderView)(get_order)
    return app


if __name__ == "__main__":
    uvicorn.run(
        create_app(sys.argv[1]),
        port=int(sys.argv[2]),
        access_log=False,
        log_config=None,
    )
