from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo

from ..executors.pool import ThreadPoolExecutor
from ..job import Job
from ..jobstores.base import BaseJobStore

class BaseScheduler:
    running: bool
    def __init__(
        self,
        *,
        jobstores: Mapping[str, BaseJobStore],
        executors: Mapping[str, ThreadPoolExecutor] = ...,
        timezone: tzinfo,
    ) -> None: ...
    def start(self) -> None: ...
    def pause(self) -> None: ...
    def wakeup(self) -> None: ...
    def shutdown(self, wait: bool = True) -> None: ...
    def add_job(
        self,
        func: Callable[..., None],
        trigger: str,
        *,
        args: Sequence[object],
        id: str = ...,  # noqa: A002 the library calls it so
        jobstore: str = ...,
        next_run_time: datetime = ...,
        seconds: int = ...,
        minute: str = ...,
        coalesce: bool,
        max_instances: int = ...,
        misfire_grace_time: int | None,
        replace_existing: bool = ...,
    ) -> Job: ...
    def get_job(self, job_id: str) -> Job | None: ...
    def get_jobs(self, jobstore: str = ...) -> list[Job]: ...
    def modify_job(
        self,
        job_id: str,
        jobstore: str,
        *,
        args: Sequence[object] = ...,
        next_run_time: datetime = ...,
    ) -> Job: ...
    def remove_job(self, job_id: str, jobstore: str) -> None: ...
