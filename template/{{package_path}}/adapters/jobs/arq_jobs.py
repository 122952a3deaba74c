"""Jobs in Redis, for workers of arq."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from arq import ArqRedis
from redis.asyncio.connection import ConnectionPool, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError

from ...config.serialization import dumps, loads
from ...config.settings import Settings
from ...domain.errors import QueueUnavailable
from ...services.jobs import Job, job_key

FOREVER = -1
LIFETIME = timedelta(days=30)  # after which arq drops a job that nobody has done


class ArqJobs:
    """Puts jobs into the queue; one that waits there already is not put in twice."""

    def __init__(self, redis: ArqRedis) -> None:
        self._redis = redis

    async def enqueue(self, job: Job) -> None:
        """Have a job done soon, or raise `QueueUnavailable`."""
        try:
            await self._redis.enqueue_job(
                job.name,
                job.model_dump_json(),
                _job_id=job_key(job),
            )
        except RedisError as error:
            raise QueueUnavailable from error

    async def ping(self) -> None:
        """Raise an error when the queue cannot be reached."""
        await self._redis.zcard(self._redis.default_queue_name)


def write(content: dict[str, Any]) -> bytes:
    """Write a job as JSON; arq's own pickles can run code when they are read."""
    return dumps(content, repr).encode()


def connect(settings: Settings, attempts: int) -> ArqRedis:
    """Return a pool of connections that asks so many times more when Redis is away."""
    pool = ConnectionPool(
        **parse_url(settings.redis_url.get_secret_value()),
        socket_connect_timeout=2,
        socket_timeout=5,
        retry=Retry(ExponentialBackoff(cap=5, base=0.05), attempts),
    )
    return ArqRedis(
        pool,
        default_queue_name=settings.queue_name,
        job_serializer=write,
        job_deserializer=loads,
        expires_extra_ms=int(LIFETIME.total_seconds() * 1000),
    )


@asynccontextmanager
async def open_jobs(
    settings: Settings,
    run: Callable[[Job], Awaitable[None]],
) -> AsyncGenerator[ArqJobs, None]:
    """Keep one pool of connections to Redis; it connects when it is first used."""
    redis = connect(settings, attempts=1)
    try:
        yield ArqJobs(redis)
    finally:
        await redis.aclose(close_connection_pool=True)
