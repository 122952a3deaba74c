from collections.abc import Mapping

from sqlalchemy import URL, Engine, Table

from .base import BaseJobStore

class SQLAlchemyJobStore(BaseJobStore):
    engine: Engine
    jobs_t: Table
    def __init__(self, url: URL, *, engine_options: Mapping[str, object]) -> None: ...
