"""Put things on the shelves of a test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.text import slugify

from shop.actions import stock
from shop.actions.catalogue import refresh_listing
from shop.models import Category, Product, Variant

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A variant to be made."""

    sku: str
    name: str = ""
    price_minor: int = 2400
    compare_at_minor: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    units: int = 10
    is_active: bool = True


def add_category(slug: str = "mugs") -> Category:
    """Make a category, or return it."""
    return Category.objects.get_or_create(slug=slug, defaults={"name": slug.capitalize()})[0]


def add_product(
    name: str,
    *versions: Version,
    category: str = "mugs",
    summary: str = "",
    description: str = "",
    attributes: Mapping[str, Sequence[str]] | None = None,
    days_old: int = 0,
    is_published: bool = True,
) -> Product:
    """Make a product with its variants and opening stock; without versions, one of its own name's."""
    slug = slugify(name)
    product = Product.objects.create(
        category=add_category(category),
        name=name,
        slug=slug,
        summary=summary,
        description=description,
        attributes={key: list(words) for key, words in (attributes or {}).items()},
        created_at=NOW - timedelta(days=days_old),
        is_published=is_published,
    )
    for position, version in enumerate(versions or (Version(sku=slug[:40].upper()),)):
        variant = Variant.objects.create(
            product=product,
            sku=version.sku,
            name=version.name,
            options=dict(version.options),
            price_minor=version.price_minor,
            compare_at_minor=version.compare_at_minor,
            is_active=version.is_active,
            position=position,
        )
        if version.units:
            with transaction.atomic():
                stock.receive({variant.pk: version.units}, reference="opening", now=NOW)
    refresh_listing([product.pk])
    product.refresh_from_db()
    return product


def add_variant(units: int, *, sku: str = "CUP-1") -> Variant:
    """Make a product of one variant with so many units, and return the variant."""
    return add_product(f"Cup {sku.lower()}", Version(sku=sku, units=units)).variants.get()
