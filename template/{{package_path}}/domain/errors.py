"""What can go wrong in the business, by name."""

from uuid import UUID


class DomainError(Exception):
    """The base of every error that a caller of the use cases should expect."""


class InvalidMoney(DomainError):
    """An amount that its currency cannot express."""


class CurrencyMismatch(DomainError):
    """Amounts of different currencies were combined."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(left, right)
        self.left = left
        self.right = right

    def __str__(self) -> str:
        return f"Cannot combine {self.left} with {self.right}."


class UnknownCurrency(DomainError):
    """The exchange-rate service does not know the currency."""

    def __init__(self, currency: str) -> None:
        super().__init__(currency)
        self.currency = currency

    def __str__(self) -> str:
        return f"There is no exchange rate for {self.currency}."


class RatesUnavailable(DomainError):
    """The exchange-rate service gave no usable answer."""

    def __str__(self) -> str:
        return "The exchange rates are unavailable at the moment."


class EmptyOrder(DomainError):
    """An order without items."""

    def __str__(self) -> str:
        return "An order needs at least one item."


class IdempotencyKeyUsed(DomainError):
    """Another order was placed under the same idempotency key."""

    def __init__(self, key: UUID) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"The idempotency key {self.key} belongs to another order."


class OrderNotFound(DomainError):
    """No order has this id."""

    def __init__(self, order_id: UUID) -> None:
        super().__init__(order_id)
        self.order_id = order_id

    def __str__(self) -> str:
        return f"There is no order {self.order_id}."


class ForbiddenTransition(DomainError):
    """The order's status does not allow the step."""

    def __init__(self, current: str, wanted: str) -> None:
        super().__init__(current, wanted)
        self.current = current
        self.wanted = wanted

    def __str__(self) -> str:
        return f"An order that is {self.current} cannot become {self.wanted}."


class ConcurrentUpdate(DomainError):
    """Somebody else changed the order since it was read."""

    def __init__(self, order_id: UUID) -> None:
        super().__init__(order_id)
        self.order_id = order_id

    def __str__(self) -> str:
        return f"Order {self.order_id} was changed in the meantime."


class OutdatedVersion(ConcurrentUpdate):
    """The order is no longer a version that the caller expects."""
