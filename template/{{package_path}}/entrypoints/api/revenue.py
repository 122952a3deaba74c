"""The revenue, as it is reported."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from ...services.revenue import RevenueReport

Days = Annotated[int, Field(ge=2, le=366)]


class DayView(BaseModel):
    """What a day brought, and a day of the week up to it on average."""

    day: date
    revenue: Decimal
    average: Decimal


class RevenueView(BaseModel):
    """The days, the oldest first, and by how much a day brings more than the last."""

    currency: str
    total: Decimal
    trend: Decimal
    days: list[DayView]

    @classmethod
    def of(cls, report: RevenueReport) -> "RevenueView":
        """Show a report."""
        return cls(
            currency=report.total.currency,
            total=report.total.amount,
            trend=report.trend.amount,
            days=[
                DayView(
                    day=day.day,
                    revenue=day.revenue.amount,
                    average=day.average.amount,
                )
                for day in report.days
            ],
        )
