"""Django's admin as rooms of the back office."""

from collections.abc import Iterable
from typing import Any  # ModelAdmin's own signatures are loose

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User
from backoffice.engine.navigation import navigate
from backoffice.queries.rail import waiting


class Audited:
    """Adds to a ModelAdmin that every change leaves a row in the audit trail, in the change's transaction."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Write an addition down."""
        _record(request, obj, action="added", message=message)
        return super().log_addition(request, obj, message)  # type: ignore[misc]  # a mix-in of ModelAdmin

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Write a change down."""
        _record(request, obj, action="changed", message=message)
        return super().log_change(request, obj, message)  # type: ignore[misc]  # a mix-in of ModelAdmin

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Model]) -> Any:
        """Write deletions down."""
        for obj in queryset:
            _record(request, obj, action="deleted", message="")
        return super().log_deletions(request, queryset)  # type: ignore[misc]  # a mix-in of ModelAdmin


class Site(admin.AdminSite):
    """The default site: staff sign in at the shop's own door, and every model is audited whoever registers it."""

    index_title = "Today"
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: "type[admin.ModelAdmin[Any]] | None" = None,  # generic in the stubs alone
        **options: Any,
    ) -> None:
        """Register models with an admin class that audits."""
        base = admin_class or admin.ModelAdmin
        audited = type(base.__name__, (Audited, base), {"__module__": base.__module__})
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        super().register(models, audited, **options)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page's frame wants: the rail, and who is signed in."""
        user = request.user
        permissions = user.get_all_permissions() if user.is_active and user.is_staff else set()
        return {
            **super().each_context(request),
            "site_header": f"{settings.SHOP_NAME} back office",
            "site_title": f"{settings.SHOP_NAME} back office",
            "office_nav": navigate(
                permissions=permissions, path=request.path, counts=waiting(now=timezone.now())
            ),
            "staff_name": user.get_short_name()
            if isinstance(user, User) and user.first_name
            else user.get_username(),
        }

    def index(  # type: ignore[override]  # a redirect where Django promises a page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the dashboard, which has the same address."""
        return HttpResponseRedirect(reverse("backoffice:dashboard"))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the shop's sign-in, whose lock and second factor then guard this door too."""
        response: HttpResponse = secure_admin_login(self.index)(request)
        return response


def _record(request: HttpRequest, obj: Model, *, action: str, message: object) -> None:
    audit.record(
        request.user.pk,
        action=f"{obj._meta.model_name}-{action}",
        target=f"{obj._meta.model_name}:{obj}",
        detail={"id": str(obj.pk), "changes": message if isinstance(message, list | str) else str(message)},
        now=timezone.now(),
    )
