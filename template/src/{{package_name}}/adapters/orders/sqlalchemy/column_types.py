"""Column types that mean the same on every database."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import DateTime, Dialect, Numeric, String, TypeDecorator
from sqlalchemy.dialects import mysql

TIMESTAMP = DateTime(timezone=True).with_variant(
    # Without it, fractions of a second would be cut off.
    mysql.DATETIME(fsp=6),
    "mysql",
    "mariadb",
)


class UtcDateTime(TypeDecorator[datetime]):
    """Times in UTC, also where the database keeps no time zone."""

    impl = TIMESTAMP
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,
    ) -> datetime | None:
        """Send the time in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,
    ) -> datetime | None:
        """Say of a time from the database that it is in UTC."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class DecimalText(TypeDecorator[Decimal]):
    """Decimals as text: SQLite would make floating-point numbers of them."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(
        self,
        value: Decimal | None,
        dialect: Dialect,
    ) -> str | None:
        """Send the decimal's digits."""
        return None if value is None else str(value)

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,
    ) -> Decimal | None:
        """Read the digits."""
        return None if value is None else Decimal(value)


EXACT = Numeric(19, 4).with_variant(DecimalText(), "sqlite")
