"""The routes to compare with: FastAPI and SQLAlchemy, and nothing around them.

They run inside a generated service and borrow its tables and its models, so that they
make the same queries and send the same bytes.
"""

import importlib
import os
import sys
from typing import Any
from uuid import UUID

import uvicorn
from fastapi import FastAPI, HTTPException, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import joinedload

from .answer import new_rows, order_view


def create_app(package: str) -> FastAPI:
    """Put the application together.

    Parameters
    ----------
    package : str
        The generated service's package.

    Returns
    -------
    FastAPI
        An application with two routes.
    """
    adapter: Any = importlib.import_module(f"{package}.adapters.orders.sqlalchemy")
    tables: Any = importlib.import_module(f"{adapter.__name__}.tables")
    outbox: Any = importlib.import_module(f"{adapter.__name__}.outbox_tables")
    schemas: Any = importlib.import_module(f"{package}.entrypoints.api.schemas")
    config: Any = importlib.import_module(f"{package}.config.settings")
    sessions = async_sessionmaker(
        adapter.create_engine(config.Settings()), expire_on_commit=False
    )
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

    async def place_order(order: Any, response: Response) -> Any:
        row, job = new_rows(tables, outbox, order)
        async with sessions.begin() as session:
            session.add_all([row, job])
        response.headers["Location"] = f"/orders/{row.id}"
        return order_view(schemas, row, row.items)

    place_order.__annotations__["order"] = schemas.NewOrder
    view = schemas.OrderView
    app.get("/orders/{order_id}", response_model=view)(get_order)
    app.post("/orders", status_code=201, response_model=view)(place_order)
    return app


if __name__ == "__main__":
    uvicorn.run(
        create_app(sys.argv[1]),
        port=int(os.environ["APP_PORT"]),
        access_log=False,
        log_config=None,
    )
