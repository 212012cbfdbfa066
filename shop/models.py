"""Rows of the catalogue and its stock. What one row can say of itself is said here; sums are exact in the database."""

from collections.abc import Sequence
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse

from shop.engine.money import Money

# What lists show: published, and with a price, so with a variant that can be sold. Indexes are partial on it.
LISTED = models.Q(is_published=True, price_minor__gt=0)


class Category(models.Model):
    """A shelf of the shop."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    intro = models.CharField(max_length=240, blank=True)
    picture = models.CharField(max_length=200, blank=True)  # a path in the media storage
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the category's page."""
        return reverse("category", args=[self.slug])


class ProductQuerySet(models.QuerySet["Product"]):
    """Filters over products."""

    def published(self) -> Self:
        """Keep what shoppers may see."""
        return self.filter(is_published=True)

    def listed(self) -> Self:
        """Keep what lists show: what shoppers may see and could buy."""
        return self.filter(LISTED)

    def discounted(self) -> Self:
        """Keep what costs less than it did."""
        return self.filter(compare_at_minor__isnull=False)

    def in_stock(self) -> Self:
        """Keep what has a variant with units left to sell."""
        variants = Variant.objects.filter(product=models.OuterRef("pk"), is_active=True)
        return self.filter(models.Exists(variants.available()))

    def with_any(self, name: str, values: Sequence[str]) -> Self:
        """Keep what has at least one of some values of an attribute."""
        found = models.Q()
        for value in values:
            found |= models.Q(attributes__contains={name: [value]})
        return self.filter(found)


class Product(models.Model):
    """Something sold, in one or more variants; its prices are those of its cheapest active variant, 0 without one."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=180, unique=True)
    summary = models.CharField(max_length=240, blank=True)
    description = models.TextField(blank=True)
    attributes = models.JSONField(
        default=dict, blank=True
    )  # {"material": ["oak"], "colour": ["ochre", "ink"]}
    is_published = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    # Kept by shop.actions.catalogue.refresh_listing, so that lists are one indexed query.
    price_minor = models.PositiveIntegerField(default=0)
    compare_at_minor = models.PositiveIntegerField(null=True, blank=True)
    prices_differ = models.BooleanField(default=False)
    picture = models.CharField(max_length=200, blank=True)
    search = SearchVectorField(null=True, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["-created_at", "-id"], name="product_newest", condition=LISTED),
            models.Index(
                fields=["-created_at", "-id"],
                name="product_discounted",
                condition=LISTED & models.Q(compare_at_minor__isnull=False),
            ),
            models.Index(
                fields=["category", "-created_at", "-id"], name="product_newest_on_shelf", condition=LISTED
            ),
            models.Index(
                fields=["category", "price_minor", "id"], name="product_cheapest_on_shelf", condition=LISTED
            ),
            models.Index(
                fields=["category", "name", "id"], name="product_by_name_on_shelf", condition=LISTED
            ),
            GinIndex(fields=["attributes"], name="product_attributes", opclasses=["jsonb_path_ops"]),
            GinIndex(fields=["search"], name="product_search"),
            GinIndex(fields=["name"], name="product_name_trigram", opclasses=["gin_trgm_ops"]),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the product's page."""
        return reverse("product", args=[self.slug])

    @property
    def price(self) -> Money:
        """Return the lowest price it is sold at."""
        return Money(self.price_minor, settings.SHOP_CURRENCY)

    @property
    def compare_at(self) -> Money | None:
        """Return the price before the discount, if there is one."""
        return None if self.compare_at_minor is None else Money(self.compare_at_minor, settings.SHOP_CURRENCY)


class VariantQuerySet(models.QuerySet["Variant"]):
    """Filters over variants."""

    def sellable(self) -> Self:
        """Keep what may be put in a cart: active, of a published product."""
        return self.filter(is_active=True, product__is_published=True)

    def available(self) -> Self:
        """Keep what has units left to sell."""
        return self.filter(on_hand__gt=models.F("allocated"))


class Variant(models.Model):
    """One sellable version of a product, with its price and its stock counters."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="variants", db_index=False
    )  # variant_of_product begins with it
    sku = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80, blank=True)
    options = models.JSONField(default=dict, blank=True)  # {"colour": "Ochre", "size": "Large"}
    price_minor = models.PositiveIntegerField()
    compare_at_minor = models.PositiveIntegerField(null=True, blank=True)
    on_hand = models.IntegerField(default=0)
    allocated = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = VariantQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["product", "position", "id"], name="variant_of_product"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(allocated__gte=0) & models.Q(allocated__lte=models.F("on_hand")),
                name="variant_allocated_within_on_hand",
            ),
            models.CheckConstraint(
                condition=models.Q(compare_at_minor=None)
                | models.Q(compare_at_minor__gt=models.F("price_minor")),
                name="variant_compare_at_above_price",
            ),
        )

    def __str__(self) -> str:
        return f"{self.product} – {self.name}" if self.name else str(self.product)

    @property
    def available(self) -> int:
        """Return the units that can be sold now."""
        return self.on_hand - self.allocated

    @property
    def price(self) -> Money:
        """Return the unit price."""
        return Money(self.price_minor, settings.SHOP_CURRENCY)

    @property
    def compare_at(self) -> Money | None:
        """Return the unit price before the discount, if there is one."""
        return None if self.compare_at_minor is None else Money(self.compare_at_minor, settings.SHOP_CURRENCY)


class ProductImage(models.Model):
    """One picture of a product, or of one of its variants."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    variant = models.ForeignKey(
        Variant, on_delete=models.CASCADE, null=True, blank=True, related_name="images"
    )
    file = models.FileField(upload_to="products/")
    alt = models.CharField(max_length=160)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.alt


class SearchWord(models.Model):
    """A word of the catalogue as it is written there, for mending what shoppers mistype."""

    word = models.CharField(max_length=60, primary_key=True)
    uses = models.PositiveIntegerField()  # products that had it when it was last counted

    class Meta:
        indexes = (GinIndex(fields=["word"], name="search_word_trigram", opclasses=["gin_trgm_ops"]),)

    def __str__(self) -> str:
        return self.word


class StockMovement(models.Model):
    """One entry of the stock ledger, which a trigger keeps append-only; per variant its sums equal the counters."""

    class Kind(models.TextChoices):
        """Why stock moved."""

        RECEIVE = "receive"
        ALLOCATE = "allocate"
        RELEASE = "release"
        SHIP = "ship"
        CORRECT = "correct"

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10, choices=Kind)
    on_hand_change = models.IntegerField(default=0)
    allocated_change = models.IntegerField(default=0)
    reference = models.CharField(max_length=120)  # the order's number, the delivery note, the reason
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["variant", "at"], name="movement_by_variant"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.on_hand_change:+}/{self.allocated_change:+} of variant {self.variant_id}"
