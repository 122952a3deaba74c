"""The routes to compare with: Flask and SQLAlchemy, and nothing around them.

They run inside a generated service and borrow its tables and its models, so that they
make the same queries and send the same bytes, from a server of the same size.
"""

import importlib
import os
import sys
from typing import Any
from uuid import UUID

from flask import Flask, Response, abort, request
from gunicorn.app.base import BaseApplication
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import joinedload, sessionmaker

from .answer import new_rows, order_view


def create_app(package: str) -> Flask:
    """Put the application together.

    Parameters
    ----------
    package : str
        The generated service's package.

    Returns
    -------
    Flask
        An application with two routes.
    """
    adapter: Any = importlib.import_module(f"{package}.adapters.orders.sqlalchemy")
    tables: Any = importlib.import_module(f"{adapter.__name__}.tables")
    outbox: Any = importlib.import_module(f"{adapter.__name__}.outbox_tables")
    schemas: Any = importlib.import_module(f"{package}.entrypoints.api.schemas")
    config: Any = importlib.import_module(f"{package}.config.settings")
    sessions = sessionmaker(
        adapter.create_engine(config.Settings()), expire_on_commit=False
    )
    app = Flask(__name__)

    def get_order(order_id: UUID) -> Response:
        query = (
            select(tables.OrderRow)
            .where(tables.OrderRow.id == order_id)
            .options(joinedload(tables.OrderRow.items))
        )
        with sessions() as session:
            row = session.scalars(query).unique().one_or_none()
        if row is None:
            abort(404)
        order = order_view(schemas, row, row.items)
        return Response(order.model_dump_json(), mimetype="application/json")

    def place_order() -> Response:
        try:
            order = schemas.NewOrder.model_validate_json(request.get_data())
        except ValidationError:
            abort(422)
        row, job = new_rows(tables, outbox, order)
        with sessions.begin() as session:
            session.add_all([row, job])
        text = order_view(schemas, row, row.items).model_dump_json()
        headers = {"Location": f"/orders/{row.id}"}
        return Response(text, 201, headers, mimetype="application/json")

    app.get("/orders/<uuid:order_id>")(get_order)
    app.post("/orders")(place_order)
    return app


class Server(BaseApplication):
    """Gunicorn, as the generated service has it."""

    def load_config(self) -> None:
        """Listen on the port that was given."""
        self.cfg.set("bind", f"127.0.0.1:{os.environ['APP_PORT']}")
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("threads", 10)
        self.cfg.set("timeout", 0)
        self.cfg.set("control_socket_disable", True)

    def load(self) -> Any:
        """Put the application together in the process that answers."""
        return create_app(sys.argv[1])


if __name__ == "__main__":
    Server().run()
