"""The command that reports the revenue."""

from argparse import Namespace
from datetime import UTC, datetime

from pydantic import TypeAdapter

from ...adapters.analysis import analysis
from ...bootstrap import Application
from ...services.revenue import revenue_report
from ..api.revenue import Days, RevenueView
from .readers import explained

days = explained(TypeAdapter[int](Days).validate_strings)


async def get_revenue(application: Application, typed: Namespace) -> RevenueView:
    """Say what the last days brought, today included, in a currency."""
    today = datetime.now(UTC).date()
    report = await revenue_report(
        application.orders,
        analysis,
        typed.currency,
        today,
        typed.days,
    )
    return RevenueView.of(report)
