"""Exact amounts of money."""

from decimal import Decimal
from functools import cache

from attrs import frozen

from .currencies import DECIMAL_DIGITS
from .errors import CurrencyMismatch, InvalidMoney


@cache
def smallest_unit(currency: str) -> Decimal:
    """Return the smallest amount of a currency, such as 0.01 for EUR."""
    # An amount may be older than the last change of the list of currencies.
    return Decimal(1).scaleb(-DECIMAL_DIGITS.get(currency, 2))


@frozen
class Money:
    """An amount in one currency, never finer than the currency's smallest unit."""

    amount: Decimal
    currency: str

    def __attrs_post_init__(self) -> None:
        unit = smallest_unit(self.currency)
        if not self.amount.is_finite() or self.amount % unit:
            raise InvalidMoney(
                f"{self.amount} is not a whole multiple of {unit} {self.currency}."
            )
        # 0.1 EUR is 0.10 EUR, wherever it is written.
        object.__setattr__(self, "amount", self.amount.quantize(unit))

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return Money(self.amount + other.amount, self.currency)

    def __mul__(self, factor: int) -> "Money":
        return Money(self.amount * factor, self.currency)

    def convert(self, rate: Decimal, currency: str) -> "Money":
        """Exchange at a rate, rounding half to even as banks do."""
        amount = (self.amount * rate).quantize(smallest_unit(currency))
        return Money(amount, currency)
