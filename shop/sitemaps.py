"""Every page a search engine should know, in parts of a few thousand."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from shop.engine.written import PAGES
from shop.models import Category, Product, ProductQuerySet


class PageSitemap(Sitemap):  # type: ignore[type-arg]  # generic for mypy only
    """The home page and the written pages."""

    def items(self) -> list[str]:
        """Return their addresses."""
        return [reverse("home"), *(reverse("page", args=[slug]) for slug in PAGES)]

    def location(self, item: str) -> str:
        """Return an address as it is."""
        return item


class CategorySitemap(Sitemap):  # type: ignore[type-arg]  # generic for mypy only
    """The categories."""

    def items(self) -> list[Category]:
        """Return them all: they are few."""
        return list(Category.objects.order_by("pk"))


class ProductSitemap(Sitemap):  # type: ignore[type-arg]  # generic for mypy only
    """The products that are sold."""

    limit = 2000

    def items(self) -> ProductQuerySet:
        """Return them unread: each part reads its own slice."""
        return Product.objects.listed().only("slug").order_by("pk")


SITEMAPS = {
    "pages": PageSitemap,
    "categories": CategorySitemap,
    "products": ProductSitemap,
}
