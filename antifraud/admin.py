"""Pages of Django's admin: lists and assessments, to read. Changes go through the back office's own pages."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from antifraud.models import Assessment, ListEntry


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Rows that are shown and never touched."""

    actions = None
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse."""
        return False


@admin.register(ListEntry)
class ListEntryAdmin(ReadOnlyAdmin):
    """What is blocked and allowed."""

    list_display = (
        "value",
        "subject",
        "effect",
        "reason",
        "author",
        "created_at",
        "expires_at",
        "ended_at",
        "hits",
    )
    list_filter = ("effect", "subject")
    list_select_related = ("author",)
    search_fields = ("value", "reason")
    ordering = ("-created_at", "-id")


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    """How orders were judged."""

    list_display = ("reference", "level", "score", "recommendation", "sentence", "assessed_at")
    list_filter = ("level", "recommendation")
    search_fields = ("=reference",)
    ordering = ("-id",)
