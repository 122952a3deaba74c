"""The routes of reports."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from ...adapters.analysis import analysis
from ...services.revenue import revenue_report
from ..api.revenue import Days, RevenueView
from .dependencies import OrderServiceDep
from .parameters import Currency
from .problems import documented

router = APIRouter(prefix="/reports", tags=["reports"])


@router.get("/revenue", responses=documented(422, 503))
async def get_revenue(
    orders: OrderServiceDep,
    currency: Currency,
    days: Annotated[Days, Query(description="The number of days up to today.")] = 30,
) -> RevenueView:
    """Say what the last days brought, today included, in a currency."""
    today = datetime.now(UTC).date()
    report = await revenue_report(orders, analysis, currency, today, days)
    return RevenueView.of(report)
