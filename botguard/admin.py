"""The guard's pages in the back office."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from botguard import actions
from botguard.models import Appeal, Ban, Decision

if TYPE_CHECKING:
    BanAdmin = admin.ModelAdmin[Ban]
    DecisionAdmin = admin.ModelAdmin[Decision]
    AppealAdmin = admin.ModelAdmin[Appeal]
else:
    BanAdmin = DecisionAdmin = AppealAdmin = admin.ModelAdmin


class ReadOnly:
    """Rows that only the guard writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody makes one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody edits one."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """They expire by themselves."""
        return False


@admin.register(Ban)
class BanPages(ReadOnly, BanAdmin):
    """Bans by the guard, which staff can lift."""

    list_display = ("network", "reason_code", "created_at", "expires_at", "lifted_at")
    list_filter = ("reason_code",)
    search_fields = ("network",)
    ordering = ("-created_at", "-pk")
    actions = ("lift",)

    @admin.action(description="Lift the chosen bans", permissions=["lift"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Ban]) -> None:
        """Lift bans before their time."""
        now = timezone.now()
        lifted = [ban for ban in queryset.order_by("pk") if actions.lift(ban.pk, now=now)]
        for ban in lifted:
            self.log_change(request, ban, "Lifted.")
        self.message_user(request, f"{len(lifted)} lifted.")

    def has_lift_permission(self, request: HttpRequest) -> bool:
        """Who may change bans may lift them."""
        return request.user.has_perm("botguard.change_ban")


@admin.register(Decision)
class DecisionPages(ReadOnly, DecisionAdmin):
    """What the guard decided of late, and why."""

    list_display = ("at", "address", "country", "room", "action", "points", "is_enforced")
    list_filter = ("action", "room", "is_enforced")
    search_fields = ("address", "key_id")
    ordering = ("-at", "-pk")
    show_full_result_count = False
    fields = ("at", "address", "country", "room", "path", "agent", "key_id", "action", "is_enforced", "sum")
    readonly_fields = ("sum",)

    @admin.display(description="Reasons")
    def sum(self, decision: Decision) -> SafeString:
        """Show prior, every reason and their sum."""
        rows = [
            ("Before anything is known", decision.prior),
            *((f"{each['sentence']} ({each['code']})", each["points"]) for each in decision.reasons),
            ("Together", decision.points),
        ]
        return format_html_join("", "<div>{1}: {0}</div>", rows)


@admin.register(Appeal)
class AppealPages(ReadOnly, AppealAdmin):
    """What people wrote who were kept out."""

    list_display = ("created_at", "address", "email", "closed_at")
    ordering = ("-created_at", "-pk")
    actions = ("close",)

    @admin.action(description="Close the chosen appeals", permissions=["close"])
    def close(self, request: HttpRequest, queryset: QuerySet[Appeal]) -> None:
        """Mark appeals as seen to."""
        closed = queryset.filter(closed_at=None).update(closed_at=timezone.now())
        self.message_user(request, f"{closed} closed.")

    def has_close_permission(self, request: HttpRequest) -> bool:
        """Who may change appeals may close them."""
        return request.user.has_perm("botguard.change_appeal")
