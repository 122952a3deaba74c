"""The tables that orders and exchange rates are kept in."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.db.models import Q

from ....domain.order import OrderStatus

STATUSES = [status.value for status in OrderStatus]
CHOICES = [(status, status) for status in STATUSES]


class Order(models.Model):
    """An order."""

    id = models.UUIDField[UUID, UUID](primary_key=True)
    currency = models.CharField[str, str](max_length=3)
    placed_at = models.DateTimeField[datetime, datetime]()
    status = models.CharField[str, str](max_length=16, choices=CHOICES)
    version = models.PositiveIntegerField[int, int]()
    confirmed_at = models.DateTimeField[datetime | None, datetime | None](null=True)
    claimed_until = models.DateTimeField[datetime | None, datetime | None](null=True)
    idempotency_key = models.UUIDField[UUID | None, UUID | None](null=True, unique=True)
    items: "models.Manager[Item]"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=STATUSES),
                name="orders_order_status",
            ),
        ]
        indexes = [
            models.Index(fields=["placed_at", "id"], name="orders_placed_at"),
            models.Index(
                fields=["status", "placed_at", "id"],
                name="orders_status_placed_at",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Item(models.Model):
    """An item of an order; the position keeps the items in their order."""

    order = models.ForeignKey[Order, Order](Order, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField[int, int]()
    sku = models.CharField[str, str](max_length=64)
    quantity = models.PositiveIntegerField[int, int]()
    unit_price = models.DecimalField[Decimal, Decimal](max_digits=19, decimal_places=4)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "position"],
                name="orders_item_position",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.sku}"


class Message(models.Model):
    """A job that the queue has not got yet, as JSON; given up without a due time."""

    id = models.UUIDField[UUID, UUID](primary_key=True)
    job = models.TextField[str, str]()
    failures = models.PositiveIntegerField[int, int]()
    due_at = models.DateTimeField[datetime | None, datetime | None](
        null=True,
        db_index=True,
    )

    def __str__(self) -> str:
        return self.job


class Rate(models.Model):
    """What one unit of a currency costs in another, digit by digit as it was told."""

    base = models.CharField[str, str](max_length=3)
    quote = models.CharField[str, str](max_length=3)
    rate = models.CharField[str, str](max_length=64)
    asked_at = models.DateTimeField[datetime, datetime]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["base", "quote"], name="orders_rate_pair"),
        ]
