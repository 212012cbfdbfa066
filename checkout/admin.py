"""Coupons and delivery methods in the back office. Orders have pages of their own there."""

from django.contrib import admin

from checkout.engine.coupon import canonical_code
from checkout.models import Coupon, DeliveryMethod


@admin.register(Coupon)
class CouponAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Codes that lower the price."""

    list_display = ("code", "kind", "value", "starts_at", "ends_at", "used", "limit", "is_active")
    list_filter = ("is_active", "kind")
    search_fields = ("code",)
    ordering = ("code",)
    readonly_fields = ("used",)

    def save_model(self, request: object, obj: Coupon, form: object, change: bool) -> None:
        """Store the code as shoppers' input is compared."""
        obj.code = canonical_code(obj.code)
        super().save_model(request, obj, form, change)  # type: ignore[arg-type]  # handed through


@admin.register(DeliveryMethod)
class DeliveryMethodAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Ways to the shopper's door."""

    list_display = ("name", "code", "price_minor", "free_from_minor", "is_active", "position")
    ordering = ("position", "pk")
