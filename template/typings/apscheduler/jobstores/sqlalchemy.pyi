from sqlalchemy import Engine, Table

from .base import BaseJobStore

class SQLAlchemyJobStore(BaseJobStore):
    engine: Engine
    jobs_t: Table
    def __init__(self, *, engine: Engine) -> None: ...
