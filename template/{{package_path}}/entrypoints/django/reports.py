"""The routes of reports."""

from datetime import UTC, datetime

from django.http import HttpRequest
from ninja import P, QueryEx, Router

from ...adapters.analysis import analysis
from ...services.revenue import revenue_report
from ..api.revenue import Days, RevenueView
from .lifespan import opened
from .parameters import Currency
from .problems import documented

router = Router(tags=["reports"])

ReportedDays = QueryEx[Days, P(description="The number of days up to today.")]


@router.get(
    "/reports/revenue",
    response=RevenueView,
    openapi_extra=documented(422, 503),
)
async def get_revenue(
    request: HttpRequest,
    currency: Currency,
    days: ReportedDays = 30,
) -> RevenueView:
    """Say what the last days brought, today included, in a currency."""
    today = datetime.now(UTC).date()
    orders = opened(request).orders
    report = await revenue_report(orders, analysis, currency, today, days)
    return RevenueView.of(report)
