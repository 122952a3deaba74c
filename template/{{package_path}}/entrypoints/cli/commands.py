"""What each command does with what was typed after it."""

from argparse import Namespace

from ...bootstrap import Application
from ...services.readiness import check_readiness
from ..api.health import ReadinessView


class NotReady(Exception):
    """The service cannot do its work."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(missing)
        self.missing = missing

    def __str__(self) -> str:
        return f"Out of reach: {', '.join(self.missing)}."


async def check(application: Application, typed: Namespace) -> ReadinessView:
    """Say whether the service can do its work."""
    readiness = await check_readiness(application.dependencies)
    if not readiness.ready:
        raise NotReady([name for name, there in readiness.checks.items() if not there])
    return ReadinessView.of(readiness)
