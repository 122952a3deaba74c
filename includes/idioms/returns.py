from decimal import Decimal, InvalidOperation

from returns.result import Result, Success, safe


@safe(exceptions=(InvalidOperation,))
def total(text: str) -> Decimal:
    return Decimal(text)


def answer(read: Result[Decimal, InvalidOperation]) -> str:
    match read:
        case Success(amount):
            return f"{amount} EUR"
        case _:
            return "not an amount"


assert answer(total("12.50").map(lambda amount: amount * 2)) == "25.00 EUR"
assert answer(total("a lot")) == "not an amount"
assert total("a lot").value_or(Decimal(0)) == 0
