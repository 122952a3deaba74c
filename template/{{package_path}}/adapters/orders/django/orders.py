"""The repository of orders in Django's ORM."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q

from ....domain.errors import ConcurrentUpdate, IdempotencyKeyUsed, OrderNotFound
from ....domain.order import Order, OrderStatus
from ....domain.ports import Position
from . import models
from .mapping import to_item_rows, to_order, to_row
from .transaction import Repository, changes, reads


class DjangoOrders(Repository):
    """Orders in tables."""

    @changes
    def add(self, order: Order, key: UUID | None = None) -> None:
        """Keep a new order, or raise `IdempotencyKeyUsed`."""
        row = to_row(order, key)
        try:
            row.save(force_insert=True)
        except IntegrityError as error:
            # The message names the constraint or the column that was violated.
            if key is None or "idempotency_key" not in str(error):
                raise
            raise IdempotencyKeyUsed(key) from error
        models.Item.objects.bulk_create(to_item_rows(order, row))

    @reads
    def get(self, order_id: UUID) -> Order:
        """Return an order, or raise `OrderNotFound`."""
        try:
            row = models.Order.objects.prefetch_related("items").get(id=order_id)
        except models.Order.DoesNotExist:
            raise OrderNotFound(order_id) from None
        return to_order(row)

    @reads
    def find(self, key: UUID) -> Order | None:
        """Return the order that was added under an idempotency key, if there is one."""
        rows = models.Order.objects.prefetch_related("items")
        row = rows.filter(idempotency_key=key).first()
        return None if row is None else to_order(row)

    @changes
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

    @changes
    def claim(self, order_id: UUID, now: datetime, until: datetime) -> bool:
        """Claim an order that is neither confirmed, cancelled nor claimed."""
        kept = models.Order.objects.filter(id=order_id)
        free = kept.filter(
            Q(claimed_until=None) | Q(claimed_until__lte=now),
            confirmed_at=None,
        ).exclude(status=OrderStatus.CANCELLED.value)
        if free.update(claimed_until=until):
            return True
        if not kept.exists():
            raise OrderNotFound(order_id)
        return False

    @changes
    def release(self, order_id: UUID, until: datetime) -> None:
        """End a claim, if no other has followed it."""
        claimed = models.Order.objects.filter(id=order_id, claimed_until=until)
        claimed.update(claimed_until=None)

    @changes
    def confirm(self, order_id: UUID, at: datetime) -> bool:
        """Note when the customer was told; say whether that was not noted before."""
        kept = models.Order.objects.filter(id=order_id)
        if kept.filter(confirmed_at=None).update(confirmed_at=at):
            return True
        if not kept.exists():
            raise OrderNotFound(order_id)
        return False

    @reads
    def unconfirmed(
        self,
        after: Position,
        before: datetime,
        limit: int,
    ) -> Sequence[Position]:
        """Return where up to `limit` orders are whose customers were not told."""
        rows = (
            models.Order.objects.filter(
                Q(placed_at__gt=after.placed_at) | Q(id__gt=after.order_id),
                placed_at__gte=after.placed_at,
                placed_at__lt=before,
                confirmed_at=None,
            )
            .exclude(status=OrderStatus.CANCELLED.value)
            .order_by("placed_at", "id")
        )
        places = rows.values_list("placed_at", "id")[:limit]
        return [Position(*place) for place in places]

    @reads
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
