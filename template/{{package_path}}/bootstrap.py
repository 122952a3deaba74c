"""The composition root: opens the adapters and hands the use cases out."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from .adapters.circuits import make_circuit
from .adapters.orders import open_orders
from .adapters.rates import open_rates
from .adapters.rates.resilient import ResilientRates
from .adapters.retries import make_retries
from .config.settings import Settings
from .services.orders import OrderService


@dataclass(frozen=True, slots=True)
class Application:
    """What the entry points work with."""

    orders: OrderService
    readiness: Mapping[str, Callable[[], Awaitable[None]]]


@asynccontextmanager
async def bootstrap(settings: Settings) -> AsyncGenerator[Application, None]:
    """Connect everything, for as long as the context lasts."""
    async with AsyncExitStack() as stack:
        orders = await stack.enter_async_context(open_orders(settings))
        client = await stack.enter_async_context(open_rates(settings))
        rates = ResilientRates(client, make_retries(settings), make_circuit(settings))
        yield Application(
            orders=OrderService(orders, rates),
            readiness={"orders": orders.ping},
        )
