"""Fill the shelves: categories, products, variants, pictures and their opening stock."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import batched

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from demo.engine.art.gallery import draw
from demo.engine.catalogue import CATEGORIES, PRODUCTS, DemoProduct, expand
from shop.actions.catalogue import refresh_listing
from shop.models import Category, Product, ProductImage, StockMovement, Variant

BATCH = 500
HAND_WRITTEN = len(PRODUCTS)
REFERENCE = "demo-opening-stock"


def fill(*, products: int, seed: int, now: datetime, advance: Callable[[int], object]) -> None:
    """Add the demo products that are missing, a transaction a batch; `advance` hears of each batch."""
    picture.cache_clear()  # what was there at an earlier filling may be gone
    categories = _categories()
    for batch in batched(expand(products=products, seed=seed), BATCH, strict=False):
        known = set(
            Product.objects.filter(slug__in=[each.slug for each in batch]).values_list("slug", flat=True)
        )
        missing = [each for each in batch if each.slug not in known]
        with transaction.atomic():
            _add(missing, categories, now=now)
        advance(len(batch))


def _categories() -> dict[str, Category]:
    for position, each in enumerate(CATEGORIES):
        Category.objects.update_or_create(
            slug=each.slug,
            defaults={
                "name": each.name,
                "intro": each.intro,
                "picture": picture(each.art, each.colourway),
                "position": position,
            },
        )
    return {each.slug: each for each in Category.objects.all()}


def _add(batch: Sequence[DemoProduct], categories: dict[str, Category], *, now: datetime) -> None:
    rows = Product.objects.bulk_create(
        Product(
            category=categories[each.category],
            name=each.name,
            slug=each.slug,
            summary=each.summary,
            description=each.description,
            attributes={name: list(values) for name, values in each.attributes.items()},
            created_at=now - timedelta(days=each.days_old),
        )
        for each in batch
    )
    pairs = list(zip(rows, batch, strict=True))
    variants = Variant.objects.bulk_create(variant for row, each in pairs for variant in _variants(row, each))
    firsts = _first_of_each_colourway(pairs, variants)
    ProductImage.objects.bulk_create(image for row, each in pairs for image in _images(row, each, firsts))
    StockMovement.objects.bulk_create(
        StockMovement(
            variant=variant,
            kind=StockMovement.Kind.RECEIVE,
            on_hand_change=variant.on_hand,
            reference=REFERENCE,
            at=now,
        )
        for variant in variants
        if variant.on_hand
    )
    refresh_listing([row.pk for row in rows])


def _variants(row: Product, each: DemoProduct) -> Iterator[Variant]:
    for position, variant in enumerate(each.variants):
        yield Variant(
            product=row,
            sku=variant.sku,
            name=variant.name,
            options=dict(variant.options),
            price_minor=variant.price_minor,
            compare_at_minor=variant.compare_at_minor,
            on_hand=variant.stock,
            position=position,
        )


def _first_of_each_colourway(
    pairs: Sequence[tuple[Product, DemoProduct]], variants: Sequence[Variant]
) -> dict[tuple[int, str], Variant]:
    rows = {variant.sku: variant for variant in variants}
    return {
        (row.pk, variant.colourway): rows[variant.sku]
        for row, each in pairs
        for variant in reversed(each.variants)
    }


def _images(
    row: Product, each: DemoProduct, firsts: Mapping[tuple[int, str], Variant]
) -> Iterator[ProductImage]:
    """Yield a picture a colourway, then a detail and a scene of the first."""
    colourways = list(dict.fromkeys(variant.colourway for variant in each.variants))
    views = [(colourway, "front") for colourway in colourways]
    views += [(colourways[0], "detail"), (colourways[0], "scene")]
    words = {"front": "", "detail": ", a closer look", "scene": ", at home"}
    for position, (colourway, view) in enumerate(views):
        yield ProductImage(
            product=row,
            variant=firsts[row.pk, colourway],
            file=picture(each.art, colourway, view),
            alt=f"{each.name} in {colourway}{words[view]}",
            position=position,
        )


@cache
def picture(template: str, colourway: str, view: str = "front") -> str:
    """Draw a picture into the media storage unless it is there, and return its path."""
    path = f"art/{template}-{colourway}-{view}.svg"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(draw(template, colourway, view).encode()))
    return path
