"""The composition root: opens the adapters, and has rodi make the use cases."""

from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import (
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from rodi import Container, Services

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
from .domain.ports import Rates
from .services.jobs import JobService
from .services.order_jobs import OrderJobs
from .services.orders import OrderService
from .services.rates import RateService
from .services.readiness import Dependency
from .services.relay import Relay
from .services.unit_of_work import Storage


@dataclass(frozen=True, slots=True)
class Application:
    """What the entry points work with; its scope is what one call works with."""

    orders: OrderService
    jobs: JobService
    dependencies: Mapping[str, Dependency]
    scope: Callable[["Application"], AbstractContextManager["Application"]] = (
        nullcontext
    )


@asynccontextmanager
async def open_services(
    settings: Settings,
    *,
    relays: bool = True,
) -> AsyncGenerator[Services, None]:
    """Open the adapters, and tell rodi for how long each object lives."""
    async with AsyncExitStack() as stack:
        container = Container()
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
        # Each scope asks for its adapters: one that was begun with others keeps them.
        container.add_scoped_by_factory(lambda: storage, Storage)
        container.add_scoped_by_factory(lambda: rates, Rates)
        container.add_instance(relay)
        container.add_scoped(OrderService)
        container.add_instance(jobs)
        container.add_instance(
            {
                "orders": Dependency(storage.ping),
                # Without it, orders can still be looked up, paid and shipped.
                "jobs": Dependency(queue.ping, vital=False),
            },
            dict[str, Dependency],
        )
        yield container.build_provider()


@contextmanager
def call_scope(
    services: Services,
    application: Application,
) -> Generator[Application, None, None]:
    """Give a call use cases that nobody shares, and let go of them afterwards."""
    with services.create_scope() as scope:
        yield replace(application, orders=scope.get(OrderService))


def make_application(services: Services) -> Application:
    """Ask rodi for what the entry points work with."""
    return Application(
        orders=services.get(OrderService),
        jobs=services.get(JobService),
        dependencies=services.get(dict[str, Dependency]),
        scope=partial(call_scope, services),
    )


@asynccontextmanager
async def bootstrap(
    settings: Settings,
    *,
    relays: bool = True,
) -> AsyncGenerator[Application, None]:
    """Connect everything, for as long as the context lasts.

    `relays=False` starts no relay: for a process that is idle between its jobs.
    """
    async with open_services(settings, relays=relays) as services:
        yield make_application(services)
