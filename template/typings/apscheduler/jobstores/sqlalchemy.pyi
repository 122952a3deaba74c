from datetime import datetime

from sqlalchemy import Engine, Table

from ..job import Job
from .base import BaseJobStore

class SQLAlchemyJobStore(BaseJobStore):
    engine: Engine
    jobs_t: Table
    def __init__(self, *, engine: Engine) -> None: ...
    def get_due_jobs(self, now: datetime) -> list[Job]: ...
    def get_next_run_time(self) -> datetime | None: ...
    def update_job(self, job: Job) -> None: ...
