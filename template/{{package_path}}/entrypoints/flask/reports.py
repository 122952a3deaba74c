"""The views of reports."""

from datetime import UTC, datetime
from typing import Annotated

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import Field

from ...adapters.analysis import analysis
from ...services.revenue import revenue_report
from ..api.revenue import Days, RevenueView
from .dependencies import order_service
from .parameters import Currency, Parameters
from .problems import documented
from .responses import respond

blueprint = APIBlueprint(
    "reports",
    __name__,
    url_prefix="/reports",
    abp_tags=[Tag(name="reports")],
)


class RevenueQuery(Parameters, title="query"):
    """Which revenue to report."""

    currency: Currency
    days: Annotated[Days, Field(description="The number of days up to today.")] = 30


@blueprint.get("/revenue", responses={200: RevenueView, **documented(422, 503)})
def get_revenue(query: RevenueQuery) -> Response:
    """Say what the last days brought, today included, in a currency."""
    today = datetime.now(UTC).date()
    orders = order_service()
    report = revenue_report(orders, analysis, query.currency, today, query.days)
    return respond(RevenueView.of(report))
