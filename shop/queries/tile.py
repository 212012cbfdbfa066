"""Products as tiles: what a grid shows of each, in one query a grid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from shop.engine.money import Money
from shop.engine.option import LOOK
from shop.models import Product, ProductQuerySet, Variant
from shop.queries.picture import picture_url

NEW_FOR = timedelta(days=30)
MOST_COLOURS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A product in a grid, ready to print. The picture's words are empty: the name stands beside it."""

    id: int
    name: str
    url: str
    note: str
    price: str
    compare_at: str
    discount: str
    image_url: str
    image_alt: str
    is_new: bool
    is_available: bool
    colours: tuple[str, ...]


def tiles(products: ProductQuerySet, *, now: datetime) -> tuple[Tile, ...]:
    """Read products, already ordered and cut, as tiles."""
    variants = Variant.objects.filter(product=OuterRef("pk"), is_active=True).available().values("pk")
    # Not EXISTS: the planner would hash every variant of the shop to answer for the few rows shown.
    rows: Iterable[Product] = products.annotate(one_left=Subquery(variants[:1])).defer(
        "description", "search"
    )
    return tuple(_tile(row, now=now) for row in rows)


def new_tiles(*, count: int, now: datetime) -> tuple[Tile, ...]:
    """Return the newest products."""
    return tiles(Product.objects.listed().order_by("-created_at", "-pk")[:count], now=now)


def discounted_tiles(*, count: int, now: datetime) -> tuple[Tile, ...]:
    """Return the newest of the products that cost less than they did."""
    return tiles(Product.objects.listed().discounted().order_by("-created_at", "-pk")[:count], now=now)


def percent_off(price: Money, compare_at: Money | None) -> str:
    """Return a discount in whole percents, rounded down so that it never promises too much."""
    if compare_at is None:
        return ""
    percent = (compare_at.minor - price.minor) * 100 // compare_at.minor
    return f"−{percent} %" if percent else ""


def _tile(row: Product, *, now: datetime) -> Tile:
    colours = row.attributes.get(LOOK, [])
    return Tile(
        id=row.pk,
        name=row.name,
        url=reverse("product", args=[row.slug]),
        note=row.summary,
        price=f"From {row.price}" if row.prices_differ else str(row.price),
        compare_at=str(row.compare_at) if row.compare_at else "",
        discount=percent_off(row.price, row.compare_at),
        image_url=picture_url(row.picture),
        image_alt="",
        is_new=now - row.created_at < NEW_FOR,
        is_available=row.one_left is not None,  # type: ignore[attr-defined]  # annotated by tiles()
        colours=tuple(colours[:MOST_COLOURS]),
    )
