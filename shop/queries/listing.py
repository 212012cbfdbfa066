"""A category's page: its products by a selection, a page at a time, and the filters that narrow it."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import EmptyPage, Page, Paginator

from shop.engine.selection import Selection
from shop.models import Product, ProductQuerySet
from shop.queries.facet import Counts, Facet, FacetValue, count
from shop.queries.shelf import CategoryView
from shop.queries.tile import Tile, tiles

__all__ = ["CategoryPage", "Facet", "FacetValue", "category_page", "ordered", "page_of", "selected", "window"]

PAGE_SIZE = 24
ORDERS = {
    "newest": ("-created_at", "-pk"),
    "price": ("price_minor", "pk"),
    "price-down": ("-price_minor", "-pk"),
    "name": ("name", "pk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryPage:
    """One page of a category, with everything its filters show."""

    category: CategoryView
    counts: Counts
    tiles: tuple[Tile, ...]
    page: Page[int]


def category_page(
    category: CategoryView, selection: Selection, *, number: int, now: datetime
) -> CategoryPage | None:
    """Read a page of a category in two queries; None when the selection has no such page."""
    counts = count(category.id, selection)
    page = page_of(counts.products, number)
    if page is None:
        return None
    products = Product.objects.listed().filter(category=category.id)
    found = tiles(ordered(selected(products, selection), selection)[window(page)], now=now)
    return CategoryPage(category=category, counts=counts, tiles=found, page=page)


def window(page: Page[int]) -> slice:
    """Return which of the products a page shows; of none, nothing."""
    return slice(max(page.start_index() - 1, 0), page.end_index())


def selected(products: ProductQuerySet, selection: Selection) -> ProductQuerySet:
    """Keep the products a selection asks for."""
    if selection.price_from_minor is not None:
        products = products.filter(price_minor__gte=selection.price_from_minor)
    if selection.price_to_minor is not None:
        products = products.filter(price_minor__lte=selection.price_to_minor)
    if selection.in_stock:
        products = products.in_stock()
    for wanted in selection.attributes:
        products = products.with_any(wanted.name, wanted.values)
    return products


def ordered(products: ProductQuerySet, selection: Selection) -> ProductQuerySet:
    """Put products in a selection's order."""
    return products.order_by(*ORDERS[selection.sort])


def page_of(total: int, number: int) -> Page[int] | None:
    """Return a page's place among so many products, without asking the database; None when it does not exist."""
    try:
        return Paginator(range(total), PAGE_SIZE).page(number)
    except EmptyPage:
        return None
