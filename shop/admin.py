"""The catalogue's rooms in the back office."""

from typing import Any  # ModelAdmin's own signatures are loose

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from shop.actions import stock
from shop.actions.catalogue import refresh_listing
from shop.forms import CorrectionForm, PictureForm, ProductForm, VariantForm
from shop.models import Category, Product, ProductImage, StockMovement, Variant


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """The shelves, in the order shoppers see them."""

    list_display = ("name", "slug", "position")
    list_editable = ("position",)
    ordering = ("position", "name", "pk")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "intro", "position")

    def save_model(
        self, request: HttpRequest, obj: Category, form: "ModelForm[Category]", change: bool
    ) -> None:
        """Save, and let products be found by the new name."""
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            refresh_listing(list(obj.products.values_list("pk", flat=True)))


class VariantInline(admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs alone
    """A product's variants; what is in stock is shown, and changed on the variant's own page."""

    model = Variant
    form = VariantForm
    fields = (*VariantForm.Meta.fields, "on_hand", "allocated")
    readonly_fields = ("on_hand", "allocated")
    ordering = ("position", "pk")
    extra = 0
    show_change_link = True


class ImageInline(admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs alone
    """A product's pictures."""

    model = ProductImage
    form = PictureForm
    ordering = ("position", "pk")
    extra = 0

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the product's own variants only."""
        if db_field.name == "variant" and request.resolver_match:
            product_id = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = Variant.objects.filter(product=product_id).select_related("product")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """What is sold."""

    form = ProductForm
    list_display = ("name", "category", "price", "is_published", "created_at")
    list_filter = ("category", "is_published")
    list_select_related = ("category",)
    search_fields = ("name", "slug", "variants__sku")
    ordering = ("-created_at", "-pk")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (VariantInline, ImageInline)
    show_full_result_count = False

    def save_model(
        self, request: HttpRequest, obj: Product, form: "ModelForm[Product]", change: bool
    ) -> None:
        """Save, with the moment a new product came in."""
        if not change:
            obj.created_at = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: "ModelForm[Product]", formsets: Any, change: bool
    ) -> None:
        """Save variants and pictures, and bring lists and search up to date with them."""
        super().save_related(request, form, formsets, change)
        refresh_listing([form.instance.pk])


@admin.register(Variant)
class VariantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Stock: what there is, what is promised, and corrections after a count, which the ledger keeps."""

    form = CorrectionForm
    list_display = ("sku", "product", "name", "on_hand", "allocated", "left", "is_active")
    list_select_related = ("product",)
    search_fields = ("sku", "name", "product__name")
    ordering = ("product__name", "position", "pk")
    fields = ("product", "sku", "name", "on_hand", "allocated", "change", "reason")
    readonly_fields = ("product", "sku", "name", "on_hand", "allocated")
    actions = None
    show_full_result_count = False

    @admin.display(description="Left to sell", ordering=F("on_hand") - F("allocated"))
    def left(self, obj: Variant) -> int:
        """Return the units that can be sold now."""
        return obj.available

    def save_model(
        self, request: HttpRequest, obj: Variant, form: "ModelForm[Variant]", change: bool
    ) -> None:
        """Correct the stock through the ledger; nothing else of the row is written."""
        try:
            stock.correct(
                {obj.pk: form.cleaned_data["change"]}, reason=form.cleaned_data["reason"], now=timezone.now()
            )
        except stock.StockShortage:
            # Orders took units between the check of the form and now.
            messages.error(
                request, "Nothing was corrected: in the meantime more units were promised to orders."
            )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: variants are added on their product's page."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Variant | None = None) -> bool:
        """Refuse: the ledger stands on them. A variant is withdrawn by making it inactive."""
        return False


@admin.register(StockMovement)
class StockMovementAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """The stock ledger, to read."""

    list_display = ("at", "variant", "kind", "on_hand_change", "allocated_change", "reference")
    list_filter = ("kind",)
    search_fields = ("reference", "variant__sku")
    ordering = ("-at", "-pk")
    actions = None
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockMovement]:
        """Bring the names along."""
        return super().get_queryset(request).select_related("variant__product")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: StockMovement | None = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: StockMovement | None = None) -> bool:
        """Refuse."""
        return False
