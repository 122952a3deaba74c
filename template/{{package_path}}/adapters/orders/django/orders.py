"""Orders in Django's ORM, each call in a thread."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from ....domain.errors import ConcurrentUpdate, OrderNotFound
from ....domain.order import Order, OrderStatus
from ....domain.ports import Position
from . import models
from .mapping import to_item_rows, to_order, to_row
from .threads import in_thread


class DjangoOrders:
    """Keeps orders in tables."""

    @in_thread
    def add(self, order: Order) -> None:
        """Keep a new order."""
        row = to_row(order)
        with transaction.atomic():
            row.save(force_insert=True)
            models.Item.objects.bulk_create(to_item_rows(order, row))

    @in_thread
    def get(self, order_id: UUID) -> Order:
        """Return an order, or raise `OrderNotFound`."""
        try:
            row = models.Order.objects.prefetch_related("items").get(id=order_id)
        except models.Order.DoesNotExist:
            raise OrderNotFound(order_id) from None
        return to_order(row)

    @in_thread
    def save(self, order: Order) -> None:
        """Keep an order's next version, or raise `ConcurrentUpdate`."""
        kept = models.Order.objects.filter(id=order.id)
        # One statement looks and writes: of two at once, the second finds no row.
        last = kept.filter(version=order.version - 1)
        if last.update(status=order.status.value, version=order.version):
            return
        if not kept.exists():
            raise OrderNotFound(order.id)
        raise ConcurrentUpdate(order.id)

    @in_thread
    def confirm(self, order_id: UUID, at: datetime) -> bool:
        """Note when the customer was told; say whether that was not noted before."""
        kept = models.Order.objects.filter(id=order_id)
        if kept.filter(confirmed_at=None).update(confirmed_at=at):
            return True
        if not kept.exists():
            raise OrderNotFound(order_id)
        return False

    @in_thread
    def unconfirmed(
        self,
        placed_after: datetime,
        placed_before: datetime,
        limit: int,
    ) -> Sequence[UUID]:
        """Return the ids of up to `limit` orders whose customers were not told."""
        rows = (
            models.Order.objects.filter(
                placed_at__range=(placed_after, placed_before),
                confirmed_at=None,
            )
            .exclude(status=OrderStatus.CANCELLED.value)
            .order_by("placed_at")
        )
        return list(rows.values_list("id", flat=True)[:limit])

    @in_thread
    def page(
        self,
        status: OrderStatus | None,
        after: Position | None,
        limit: int,
    ) -> Sequence[Order]:
        """Return up to `limit` orders that come after a position, newest first."""
        rows = models.Order.objects.order_by("-placed_at", "-id")
        if status is not None:
            rows = rows.filter(status=status.value)
        if after is not None:
            rows = rows.filter(
                Q(placed_at__lt=after.placed_at) | Q(id__lt=after.order_id),
                placed_at__lte=after.placed_at,
            )
        return [to_order(row) for row in rows.prefetch_related("items")[:limit]]

    @in_thread
    def ping(self) -> None:
        """Raise an error when the database cannot be reached."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
