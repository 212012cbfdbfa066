"""The categories, which every page of the storefront lists."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from shop.models import Category
from shop.queries.picture import picture_url


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryView:
    """A category as it is shown."""

    id: int
    name: str
    slug: str
    intro: str
    url: str
    image_url: str


class Shelf:
    """The categories as this process last read them; another process may show a change later, which is fine."""

    def __init__(self) -> None:
        self._read_at: float | None = None
        self._categories: tuple[CategoryView, ...] = ()

    def categories(self, now: float) -> tuple[CategoryView, ...]:
        """Return all categories in the merchant's order, read at most so many seconds ago; `now` is monotonic."""
        if self._read_at is None or not 0 <= now - self._read_at <= settings.CATEGORY_CACHE_SECONDS:
            self._categories, self._read_at = _read(), now
        return self._categories

    def category(self, slug: str, now: float) -> CategoryView | None:
        """Return a category by its slug; one that is not known here is looked for once more in the database."""
        was_read_at = self._read_at
        found = _named(self.categories(now), slug)
        if found is None and self._read_at == was_read_at:
            self._read_at = None
            found = _named(self.categories(now), slug)
        return found


def _read() -> tuple[CategoryView, ...]:
    rows = Category.objects.order_by("position", "name", "pk")
    return tuple(
        CategoryView(
            id=row.pk,
            name=row.name,
            slug=row.slug,
            intro=row.intro,
            url=reverse("category", args=[row.slug]),
            image_url=picture_url(row.picture),
        )
        for row in rows
    )


def _named(found: tuple[CategoryView, ...], slug: str) -> CategoryView | None:
    return next((one for one in found if one.slug == slug), None)


_shelf = Shelf()
categories = _shelf.categories
category = _shelf.category
