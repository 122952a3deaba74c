"""The composition root: opens the adapters, and has Lagom make the use cases."""

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

from lagom import Container, ContextContainer, Singleton

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


def provide(container: Container, adapters: Mapping[type, object]) -> None:
    """Have the container hand these to whoever asks for their ports.

    As keys of their own, protocols would have to be classes that Lagom can make.
    """
    for port, adapter in adapters.items():
        container[port] = adapter


@asynccontextmanager
async def open_container(
    settings: Settings,
    *,
    relays: bool = True,
) -> AsyncGenerator[Container, None]:
    """Open the adapters; of what needs no more than them, Lagom finds out by itself."""
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
        provide(container, {Storage: storage, Rates: rates, Relay: relay})
        container[JobService] = jobs
        container[dict[str, Dependency]] = {
            "orders": Dependency(storage.ping),
            # Without it, orders can still be looked up, paid and shipped.
            "jobs": Dependency(queue.ping, vital=False),
        }
        yield container


@contextmanager
def call_scope(
    container: Container,
    application: Application,
) -> Generator[Application, None, None]:
    """Give a call a container of its own, and use cases that nobody shares.

    What has to be closed after it is a context manager, and one of `context_types`.
    """
    with ContextContainer(container, context_types=[]) as scope:
        scope[OrderService] = Singleton(OrderService)
        yield replace(application, orders=scope[OrderService])


def make_application(container: Container) -> Application:
    """Ask the container for what the entry points work with."""
    return Application(
        orders=container[OrderService],
        jobs=container[JobService],
        dependencies=container[dict[str, Dependency]],
        scope=partial(call_scope, container),
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
    async with open_container(settings, relays=relays) as container:
        yield make_application(container)
