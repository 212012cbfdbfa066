"""Pages of Django's admin: messages and their receipts, to read."""

from django.contrib import admin
from django.http import HttpRequest

from outbox.models import Message, Receipt


class ReceiptInline(admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs alone
    """What was done with a message."""

    model = Receipt
    fields = ("handler", "done_at")
    ordering = ("pk",)
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Refuse."""
        return False


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Events, relayed or waiting. The payload is not listed: it may name people."""

    list_display = ("id", "topic", "created_at", "relayed_at")
    list_filter = ("topic",)
    ordering = ("-id",)
    fields = ("topic", "payload", "created_at", "relayed_at")
    inlines = (ReceiptInline,)
    actions = None
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Refuse."""
        return False
