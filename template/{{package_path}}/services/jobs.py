"""What is done in the background: when nobody waits any more, or by the clock.

A job may be done twice, when a worker dies before it can say that it was done once.
So doing it again must change nothing.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, Protocol, get_args
from uuid import UUID

import structlog
from pydantic import BaseModel, Field, TypeAdapter
from structlog.typing import FilteringBoundLogger

from ..domain.order import OrderStatus
from ..domain.ports import Orders
from .rates import RateService

log: FilteringBoundLogger = structlog.get_logger()

# An order whose customer could not be told for a day is for a person to look at.
GIVEN_UP_AFTER = timedelta(days=1)
AT_ONCE = 100  # orders that one run of a job takes care of


# A job that waits in a queue may be read by a newer version of this service. To change
# what a job carries, add one of another name; drop the old one when none is left.
class SendConfirmation(BaseModel, frozen=True):
    """Tell the customer that the order was accepted."""

    name: Literal["send_confirmation.v1"] = "send_confirmation.v1"
    order_id: UUID


class ConfirmForgotten(BaseModel, frozen=True):
    """Tell the customers of orders whose own job was lost on the way."""

    name: Literal["confirm_forgotten.v1"] = "confirm_forgotten.v1"


class RefreshRates(BaseModel, frozen=True):
    """Ask for every known exchange rate anew."""

    name: Literal["refresh_rates.v1"] = "refresh_rates.v1"


Job = SendConfirmation | ConfirmForgotten | RefreshRates
JOB: TypeAdapter[Job] = TypeAdapter(Annotated[Job, Field(discriminator="name")])
JOB_NAMES: list[str] = [kind.model_fields["name"].default for kind in get_args(Job)]


class JobQueue(Protocol):
    """Where jobs wait until they are done."""

    async def enqueue(self, job: Job) -> None:
        """Have a job done soon, or raise `QueueUnavailable`."""
        ...

    async def ping(self) -> None:
        """Raise an error when the queue cannot be reached."""
        ...


@dataclass(frozen=True, slots=True)
class JobService:
    """What doing each job means."""

    orders: Orders
    rates: RateService
    time_limit: timedelta
    confirm_within: timedelta

    async def run(self, job: Job) -> None:
        """Do a job, or raise `TimeoutError` when it takes too long."""
        with structlog.contextvars.bound_contextvars(job=job_key(job)):
            async with asyncio.timeout(self.time_limit.total_seconds()):
                match job:
                    case SendConfirmation(order_id=order_id):
                        await self.send_confirmation(order_id)
                    case ConfirmForgotten():
                        await self.confirm_forgotten()
                    case RefreshRates():
                        await self.rates.refresh()

    async def send_confirmation(self, order_id: UUID) -> None:
        """Tell the customer of an order that it was accepted."""
        order = await self.orders.get(order_id)
        if order.status is OrderStatus.CANCELLED or order.confirmed_at is not None:
            return
        # Your way to reach the customer goes here, before it is noted: what fails is
        # tried again. If the worker dies in between, it is gone twice.
        if await self.orders.confirm(order_id, datetime.now(UTC)):
            log.info("confirmation sent", order_id=str(order_id))

    async def confirm_forgotten(self) -> None:
        """Tell the customers who should have been told by now."""
        now = datetime.now(UTC)
        order_ids = await self.orders.unconfirmed(
            placed_after=now - GIVEN_UP_AFTER,
            placed_before=now - self.confirm_within,
            limit=AT_ONCE,
        )
        for order_id in order_ids:
            log.warning("not confirmed in time", order_id=str(order_id))
            try:
                await self.send_confirmation(order_id)
            # Whatever went wrong with one order, the other customers are waiting.
            except Exception:
                log.exception("still not confirmed", order_id=str(order_id))


def job_key(job: Job) -> str:
    """Return what tells a job from others: its name and what it carries."""
    return ":".join(str(value) for value in job.model_dump().values())
