"""A product's page, and variants as checkout needs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any  # JSON from the database

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, Func, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, JSONObject

from shop.engine.availability import Availability, availability
from shop.engine.money import Money
from shop.engine.option import LOOK, Offer, Option, lay_out
from shop.models import Product, ProductImage, ProductQuerySet, Variant
from shop.queries.picture import picture_url
from shop.queries.tile import Tile, percent_off, tiles

RELATED = 4
NEIGHBOURS = 60
MOST_COMPARED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantView:
    """A variant as it is shown and sold."""

    id: int
    sku: str
    product_id: int
    product_name: str
    product_url: str
    name: str
    options: Mapping[str, str]
    price: Money
    compare_at: Money | None
    available: int
    picture: str  # a path in the media storage, empty without one

    @property
    def image_url(self) -> str:
        """Return the address of its picture."""
        return picture_url(self.picture)

    @property
    def full_name(self) -> str:
        """Return the product's name with the variant's."""
        return f"{self.product_name}, {self.name}" if self.name else self.product_name

    @property
    def availability(self) -> Availability:
        """Return what to say of its stock."""
        return availability(self.available)

    @property
    def discount(self) -> str:
        """Return the discount in percent, empty without one."""
        return percent_off(self.price, self.compare_at)

    @property
    def url(self) -> str:
        """Return the product's page with this variant chosen."""
        return f"{self.product_url}?variant={self.sku}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of a product."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """Everything a product's page shows."""

    id: int
    name: str
    url: str
    summary: str
    description: str
    category_name: str
    category_url: str
    attributes: tuple[tuple[str, str], ...]
    variants: tuple[VariantView, ...]
    current: VariantView
    options: tuple[Option, ...]
    images: tuple[Picture, ...]
    related: tuple[Tile, ...]


def product_page(slug: str, *, sku: str | None, now: datetime) -> ProductPage | None:
    """Read a product's page in two queries; None when it is not sold or has no such variant."""
    row = _with_parts(Product.objects.published().filter(slug=slug)).first()
    if row is None:
        return None
    pictures = _own_pictures(row)
    variants = tuple(
        _variant(row, part, pictures)
        for part in row.variant_parts  # type: ignore[attr-defined]  # annotated
    )
    current = _current(variants, sku)
    if current is None:
        return None
    return ProductPage(
        id=row.pk,
        name=row.name,
        url=row.get_absolute_url(),
        summary=row.summary,
        description=row.description,
        category_name=row.category.name,
        category_url=row.category.get_absolute_url(),
        attributes=tuple((name, ", ".join(words)) for name, words in sorted(row.attributes.items())),
        variants=variants,
        current=current,
        options=_options(variants, current),
        images=_images(row, variants, current),
        related=_related(row, now=now),
    )


def sellable(variant_ids: Sequence[int]) -> dict[int, VariantView]:
    """Return those of some variants that may be put in a cart, by id, in one query; their stock may be 0."""
    images = ProductImage.objects.filter(product=OuterRef("product")).annotate(
        look=KeyTextTransform(LOOK, "variant__options")
    )
    alike = images.filter(Q(variant=OuterRef("pk")) | Q(look=OuterRef("look"))).order_by("position", "pk")
    rows = (
        Variant.objects.sellable().filter(pk__in=variant_ids).annotate(look=KeyTextTransform(LOOK, "options"))
    )
    own = Subquery(alike.values("file")[:1])
    return {
        row.pk: VariantView(
            id=row.pk,
            sku=row.sku,
            product_id=row.product_id,
            product_name=row.product.name,
            product_url=row.product.get_absolute_url(),
            name=row.name,
            options=row.options,
            price=row.price,
            compare_at=row.compare_at,
            available=row.available,
            picture=row.shown,  # type: ignore[attr-defined]  # annotated
        )
        for row in rows.select_related("product").annotate(
            shown=Coalesce(own, "product__picture", output_field=CharField())
        )
    }


def _with_parts(products: ProductQuerySet) -> ProductQuerySet:
    """Add a product's variants and pictures as lists of objects, so that one query brings all."""
    variants = Variant.objects.filter(product=OuterRef("pk"), is_active=True).order_by("position", "pk")
    images = ProductImage.objects.filter(product=OuterRef("pk")).order_by("position", "pk")
    names = ("id", "sku", "name", "options", "price_minor", "compare_at_minor", "on_hand", "allocated")
    parts = products.select_related("category").annotate(
        variant_parts=ArraySubquery(variants.values(part=JSONObject(**{name: name for name in names}))),
        image_parts=ArraySubquery(
            images.values(part=JSONObject(file="file", alt="alt", variant="variant_id"))
        ),
    )
    return parts.defer("search")


def _own_pictures(row: Product) -> dict[int | str, str]:
    """Return the first picture of each variant, by its number, and of each look, by its name."""
    looks = {part["id"]: part["options"].get(LOOK) for part in row.variant_parts}  # type: ignore[attr-defined]
    found: dict[int | str, str] = {}
    for image in row.image_parts:  # type: ignore[attr-defined]  # annotated
        for key in (image["variant"], looks.get(image["variant"])):
            if key is not None:
                found.setdefault(key, image["file"])
    return found


def _variant(row: Product, part: Mapping[str, Any], pictures: Mapping[int | str, str]) -> VariantView:
    variant = Variant(product=row, is_active=True, **part)
    look = pictures.get(variant.options.get(LOOK, ""), row.picture)
    return VariantView(
        id=variant.pk,
        sku=variant.sku,
        product_id=row.pk,
        product_name=row.name,
        product_url=row.get_absolute_url(),
        name=variant.name,
        options=variant.options,
        price=variant.price,
        compare_at=variant.compare_at,
        available=variant.available,
        picture=pictures.get(variant.pk, look),
    )


def _current(variants: Sequence[VariantView], sku: str | None) -> VariantView | None:
    """Return the variant asked for; unasked, the first that can be bought."""
    if sku:
        return next((one for one in variants if one.sku == sku), None)
    return next((one for one in variants if one.available > 0), next(iter(variants), None))


def _options(variants: Sequence[VariantView], current: VariantView) -> tuple[Option, ...]:
    offers = [
        Offer(sku=one.sku, name=one.name, options=one.options, is_available=one.available > 0)
        for one in variants
    ]
    return lay_out(offers, current=next(offer for offer in offers if offer.sku == current.sku))


def _images(row: Product, variants: Sequence[VariantView], current: VariantView) -> tuple[Picture, ...]:
    """Return a product's pictures: the current variant's, those of its look, those of none, the others."""
    options = {one.id: one.options for one in variants}
    look = current.options.get(LOOK)

    def place(image: Mapping[str, Any]) -> int:
        variant_id = image["variant"]
        if variant_id == current.id:
            return 0
        if variant_id is None:
            return 2
        return 1 if look and look == options.get(variant_id, {}).get(LOOK) else 3

    parts: list[Mapping[str, Any]] = row.image_parts  # type: ignore[attr-defined]  # annotated
    pictures = tuple(
        Picture(url=picture_url(one["file"]), alt=one["alt"] or row.name) for one in sorted(parts, key=place)
    )
    return pictures or (Picture(url=picture_url(""), alt=""),)


def _related(row: Product, *, now: datetime) -> tuple[Tile, ...]:
    """Return, of the neighbours in price on the same shelf, those that share most attribute values."""
    shelf = Product.objects.listed().filter(category=row.category_id).exclude(pk=row.pk)
    cheaper = shelf.filter(price_minor__lt=row.price_minor).order_by("-price_minor", "-pk")
    dearer = shelf.filter(price_minor__gte=row.price_minor).order_by("price_minor", "pk")
    # Both are read off the index of prices, so that comparing stays cheap on a shelf of thousands.
    near = cheaper.values("pk")[:NEIGHBOURS].union(dearer.values("pk")[:NEIGHBOURS], all=True)
    mine = [
        Q(attributes__contains={name: [word]}) for name, words in row.attributes.items() for word in words
    ]
    terms = [Case(When(one, then=1), default=0) for one in mine[:MOST_COMPARED]]
    # A sum without terms would be a bare number, which ORDER BY takes for a column's place.
    shared = [sum(terms, Value(0)).desc()] if terms else []
    apart = Func(F("price_minor") - Value(row.price_minor), function="ABS", output_field=IntegerField())
    return tiles(shelf.filter(pk__in=near).order_by(*shared, apart, "pk")[:RELATED], now=now)
