"""The catalogue for programs: read-only, the same lists and filters as the pages."""

from decimal import Decimal

import django_filters
from django.conf import settings
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView, RetrieveAPIView

from shop.engine.money import Money
from shop.engine.selection import LONGEST_WORD, SORTS
from shop.models import Category, Product, ProductImage, ProductQuerySet, Variant
from shop.queries.listing import ORDERS
from shop.queries.search import LONGEST, clean, search
from shop.serializers import CategorySerializer, ProductDetailSerializer, ProductSerializer

DEAREST = 1_000_000


class ProductFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped package
    """The storefront's filters as parameters."""

    q = django_filters.CharFilter(method="by_text", max_length=LONGEST, label="Words to search for")
    category = django_filters.CharFilter(
        field_name="category__slug", max_length=80, label="A category's slug"
    )
    price_from = django_filters.NumberFilter(
        method="by_price_from", min_value=0, max_value=DEAREST, decimal_places=2, label="Least price"
    )
    price_to = django_filters.NumberFilter(
        method="by_price_to", min_value=0, max_value=DEAREST, decimal_places=2, label="Greatest price"
    )
    in_stock = django_filters.BooleanFilter(method="by_stock", label="Only what can be bought now")
    attribute = django_filters.CharFilter(
        method="by_attribute",
        max_length=2 * LONGEST_WORD + 1,
        label="An attribute's value, as name:value",
    )
    sort = django_filters.ChoiceFilter(method="by_sort", choices=SORTS, empty_label=None, label="Order")

    class Meta:
        model = Product
        fields: list[str] = []

    def by_text(self, products: ProductQuerySet, _name: str, text: str) -> ProductQuerySet:
        """Keep what a text finds, most relevant first."""
        return search(clean(text)).products & products

    def by_price_from(self, products: ProductQuerySet, _name: str, price: Decimal) -> ProductQuerySet:
        """Keep what costs at least that."""
        return products.filter(price_minor__gte=_minor(price))

    def by_price_to(self, products: ProductQuerySet, _name: str, price: Decimal) -> ProductQuerySet:
        """Keep what costs at most that."""
        return products.filter(price_minor__lte=_minor(price))

    def by_stock(self, products: ProductQuerySet, _name: str, wanted: bool) -> ProductQuerySet:
        """Keep what can be bought now."""
        return products.in_stock() if wanted else products

    def by_attribute(self, products: ProductQuerySet, _name: str, pair: str) -> ProductQuerySet:
        """Keep what has an attribute's value."""
        attribute, separator, value = pair.partition(":")
        if not (separator and attribute and value):
            raise ValidationError({"attribute": ["Write it as name:value."]})
        return products.with_any(attribute, [value])

    def by_sort(self, products: ProductQuerySet, _name: str, sort: str) -> ProductQuerySet:
        """Put products in order."""
        return products.order_by(*ORDERS[sort])


@extend_schema_view(get=extend_schema(summary="List the categories", tags=["catalogue"]))
class CategoryList(ListAPIView[Category]):
    """All categories, in the shop's order."""

    queryset = Category.objects.order_by("position", "name", "pk")
    serializer_class = CategorySerializer
    pagination_class = None
    filter_backends = ()


@extend_schema_view(get=extend_schema(summary="List or search products", tags=["catalogue"]))
class ProductList(ListAPIView[Product]):
    """Products a page at a time, by words, category, price, stock and attribute."""

    queryset = Product.objects.listed().select_related("category").order_by(*ORDERS["newest"])
    serializer_class = ProductSerializer
    filterset_class = ProductFilter


@extend_schema_view(
    get=extend_schema(
        summary="Read a product with its variants",
        tags=["catalogue"],
        parameters=[OpenApiParameter("slug", str, OpenApiParameter.PATH)],
    )
)
class ProductDetail(RetrieveAPIView[Product]):
    """One product, its active variants and its pictures."""

    serializer_class = ProductDetailSerializer
    lookup_field = "slug"
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Product]:
        """Return what is published, with its parts in the merchant's order."""
        variants = Variant.objects.filter(is_active=True).order_by("position", "pk")
        images = ProductImage.objects.order_by("position", "pk")
        return (
            Product.objects.listed()
            .select_related("category")
            .prefetch_related(Prefetch("variants", variants), Prefetch("images", images))
        )


def _minor(price: Decimal) -> int:
    return int(price.scaleb(Money.zero(settings.SHOP_CURRENCY).exponent))
