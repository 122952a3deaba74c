"""The periodic jobs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..services.jobs import Job, RefreshRates
from ..services.order_jobs import ConfirmForgotten
from .settings import Settings


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that is due whenever so many minutes of the hour have passed."""

    job: Job
    minutes: int

    def seconds_until_due(self, now: datetime) -> float:
        """Return how long it takes from a time until the job is due."""
        passed = timedelta(minutes=now.minute % self.minutes, seconds=now.second)
        return (timedelta(minutes=self.minutes) - passed).total_seconds()


def schedule(settings: Settings) -> list[Periodic]:
    """List the periodic jobs."""
    return [
        Periodic(ConfirmForgotten(), settings.confirm_within_minutes),
        Periodic(RefreshRates(), settings.rates_refresh_minutes),
    ]
