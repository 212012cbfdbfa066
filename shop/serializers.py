"""The catalogue as the API gives it. Prices are strings in major units, beside the currency."""

from typing import ClassVar

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from shop.engine.availability import availability
from shop.engine.money import Money
from shop.models import Category, Product, ProductImage, Variant
from shop.queries.picture import picture_url


class PriceField(serializers.Field[int | None, str, str, object]):
    """Minor units of the shop's currency, as a decimal string; nothing stays nothing."""

    def to_representation(self, value: int | None) -> str | None:  # type: ignore[override]  # the stubs know no null
        """Print a price."""
        return None if value is None else str(Money(value, settings.SHOP_CURRENCY).decimal)


# drf-spectacular reads the schema of a field class from here.
extend_schema_field({"type": "string", "example": "24.90", "nullable": True})(PriceField)


class CategorySerializer(serializers.ModelSerializer[Category]):
    """A category."""

    image = serializers.SerializerMethodField()

    class Meta:
        model = Category
        fields: ClassVar[list[str]] = ["slug", "name", "intro", "image"]

    def get_image(self, row: Category) -> str:
        """Return the address of its picture."""
        return picture_url(row.picture)


class ProductSerializer(serializers.ModelSerializer[Product]):
    """A product in a list; its price is that of its cheapest variant."""

    category = serializers.SlugRelatedField[Category](slug_field="slug", read_only=True)
    price = PriceField(source="price_minor", read_only=True)
    compare_at = PriceField(source="compare_at_minor", read_only=True)
    currency = serializers.SerializerMethodField()
    image = serializers.SerializerMethodField()
    attributes = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))

    class Meta:
        model = Product
        fields: ClassVar[list[str]] = [
            "slug",
            "name",
            "summary",
            "category",
            "price",
            "compare_at",
            "currency",
            "attributes",
            "image",
        ]

    def get_currency(self, _row: Product) -> str:
        """Return the ISO 4217 code."""
        return str(settings.SHOP_CURRENCY)

    def get_image(self, row: Product) -> str:
        """Return the address of its picture."""
        return picture_url(row.picture)


class VariantSerializer(serializers.ModelSerializer[Variant]):
    """A variant; `id` is what a cart takes."""

    price = PriceField(source="price_minor", read_only=True)
    compare_at = PriceField(source="compare_at_minor", read_only=True)
    options = serializers.DictField(child=serializers.CharField())
    availability = serializers.SerializerMethodField()

    class Meta:
        model = Variant
        fields: ClassVar[list[str]] = ["id", "sku", "name", "options", "price", "compare_at", "availability"]

    @extend_schema_field(serializers.ChoiceField(choices=["in-stock", "few-left", "sold-out"]))
    def get_availability(self, row: Variant) -> str:
        """Return what shoppers are told of its stock."""
        return availability(row.available).code


class ImageSerializer(serializers.ModelSerializer[ProductImage]):
    """A picture and its words."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = ProductImage
        fields: ClassVar[list[str]] = ["url", "alt", "variant"]

    def get_url(self, row: ProductImage) -> str:
        """Return its address."""
        return picture_url(row.file.name or "")


class ProductDetailSerializer(ProductSerializer):
    """A product with its variants and pictures."""

    variants = VariantSerializer(many=True, read_only=True)
    images = ImageSerializer(many=True, read_only=True)

    class Meta(ProductSerializer.Meta):
        fields: ClassVar[list[str]] = [*ProductSerializer.Meta.fields, "description", "variants", "images"]
