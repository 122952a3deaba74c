"""The composition root: opens the adapters and hands the use cases out."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from .adapters.circuits import make_circuit
from .adapters.jobs import open_jobs
from .adapters.jobs.relaying import relaying
{% if jobs == "inline" %}
from .adapters.jobs.scheduling import scheduling
{% endif %}
from .adapters.orders import open_storage
from .adapters.rates import open_rates
from .adapters.rates.resilient import ResilientRates
from .adapters.retries import make_retries
{% if jobs == "inline" %}
from .config.schedule import schedule
{% endif %}
from .config.settings import Settings
from .services.jobs import JobService
from .services.order_jobs import OrderJobs
from .services.orders import OrderService
from .services.rates import RateService
from .services.readiness import Dependency
from .services.relay import Relay


@dataclass(frozen=True, slots=True)
class Application:
    """What the entry points work with."""

    orders: OrderService
    jobs: JobService
    dependencies: Mapping[str, Dependency]


@asynccontextmanager
async def bootstrap(
    settings: Settings,
    *,
    relays: bool = True,
) -> AsyncGenerator[Application, None]:
    """Connect everything, for as long as the context lasts.

    `relays=False` starts no relay: for a process that is idle between its jobs.
    """
    async with AsyncExitStack() as stack:
        storage = await stack.enter_async_context(open_storage(settings))
        client = await stack.enter_async_context(open_rates(settings))
        rates = RateService(
            ResilientRates(client, make_retries(settings), make_circuit(settings)),
            storage,
            timedelta(seconds=settings.rates_max_age),
        )
        jobs = JobService(
            OrderJobs(
                storage,
                confirm_within=timedelta(minutes=settings.confirm_within_minutes),
                claim_for=timedelta(seconds=settings.job_timeout + 5),
            ),
            rates,
            time_limit=timedelta(seconds=settings.job_timeout),
        )
        queue = await stack.enter_async_context(open_jobs(settings, jobs.run))
        relay = Relay(storage, queue)
        if relays:
            await stack.enter_async_context(relaying(relay))
{% if jobs == "inline" %}
            await stack.enter_async_context(scheduling(storage, schedule(settings)))
{% endif %}
        yield Application(
            orders=OrderService(storage, rates, relay),
            jobs=jobs,
            dependencies={
                "orders": Dependency(storage.ping),
                # Without it, orders can still be looked up, paid and shipped.
                "jobs": Dependency(queue.ping, vital=False),
            },
        )
