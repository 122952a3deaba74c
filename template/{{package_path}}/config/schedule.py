"""The periodic jobs."""

from dataclasses import dataclass

from ..services.jobs import Job, RefreshRates
from ..services.order_jobs import ConfirmForgotten
from .settings import Settings


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that is due whenever so many minutes of the hour have passed."""

    job: Job
    minutes: int


def schedule(settings: Settings) -> list[Periodic]:
    """List the periodic jobs."""
    return [
        Periodic(ConfirmForgotten(), settings.confirm_within_minutes),
        Periodic(RefreshRates(), settings.rates_refresh_minutes),
    ]
