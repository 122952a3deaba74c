"""Orders and the outbox in Django's admin, read-only: the use cases change them."""

from django.contrib import admin
from django.http import HttpRequest

from .models import Item, Message, Order


class ReadOnly:
    """Leaves nobody, whatever their permissions, more than a look."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False


class ItemInline(ReadOnly, admin.TabularInline[Item, Order]):
    """The items, below their order."""

    model = Item


@admin.register(Order)
class OrderAdmin(ReadOnly, admin.ModelAdmin[Order]):
    """The orders, newest first."""

    date_hierarchy = "placed_at"
    inlines = (ItemInline,)
    list_display = ["id", "status", "currency", "placed_at", "confirmed_at"]
    list_filter = ["status", "currency"]
    ordering = ["-placed_at", "-id"]
    search_fields = ["id"]


@admin.register(Message)
class MessageAdmin(ReadOnly, admin.ModelAdmin[Message]):
    """The outbox: one without a due time was given up."""

    list_display = ["id", "due_at", "failures", "job"]
    list_filter = ["failures"]
    ordering = ["due_at"]
