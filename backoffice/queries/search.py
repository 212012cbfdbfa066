"""Find orders, customers, products and list entries by one text."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from backoffice.queries.order import orders
from botguard.queries import visits
from shop.models import Product

MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that was found."""

    label: str
    note: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Things of one kind that were found; `more_url` leads to all of them."""

    title: str
    hits: tuple[Hit, ...]
    more_url: str


def find(text: str, *, permissions: Collection[str]) -> tuple[Shelf, ...]:
    """Return what the text finds, shelf by shelf, of what may be seen."""
    shelves = []
    if "accounts.see_orders" in permissions:
        shelves.append(_orders(text))
    if "shop.view_product" in permissions:
        shelves.append(_products(text))
    if {"accounts.view_user", "accounts.see_orders"} & set(permissions):
        shelves.append(_people(text, permissions=permissions))
    if "accounts.see_traffic" in permissions:
        shelves.append(_visitors(text))
    return tuple(shelf for shelf in shelves if shelf.hits)


def _orders(text: str) -> Shelf:
    found = orders(axes={}, text=text)[:MOST]
    return Shelf(
        title="Orders",
        hits=tuple(
            Hit(
                label=order.number,
                note=f"{order.name}, {order.total}",
                url=reverse("backoffice:order", args=[order.number]),
            )
            for order in found
        ),
        more_url=_all(reverse("backoffice:orders"), q=text),
    )


def _products(text: str) -> Shelf:
    wanted = Q(name__icontains=text) | Q(variants__sku__iexact=text)
    found = Product.objects.filter(wanted).distinct().order_by("name", "pk")[:MOST]
    return Shelf(
        title="Products",
        hits=tuple(
            Hit(
                label=product.name,
                note=str(product.price),
                url=reverse("admin:shop_product_change", args=[product.pk]),
            )
            for product in found
        ),
        more_url=_all(reverse("admin:shop_product_changelist"), q=text),
    )


def _visitors(text: str) -> Shelf:
    return Shelf(
        title="Visitors",
        hits=tuple(
            Hit(
                label=f"key {visit.visitor[:8]}" if visit.has_key else visit.visitor,
                note=f"{visit.address or visit.network} {visit.organisation}".strip(),
                url=reverse("backoffice:visitor", args=[visit.visitor]),
            )
            for visit in visits(text=text, limit=MOST)
        ),
        more_url=_all(reverse("backoffice:keys"), q=text, show="all"),
    )


def _people(text: str, *, permissions: Collection[str]) -> Shelf:
    is_clerk = "accounts.see_orders" in permissions
    wanted = Q(email__icontains=text) | Q(first_name__icontains=text) | Q(last_name__icontains=text)
    found = User.objects.filter(wanted).order_by("email")[:MOST]
    return Shelf(
        title="People",
        hits=tuple(
            Hit(
                label=user.email,
                note=user.get_full_name(),
                url=reverse(
                    "backoffice:customer" if is_clerk else "admin:accounts_user_change", args=[user.pk]
                ),
            )
            for user in found
        ),
        more_url=_all(reverse("admin:accounts_user_changelist"), q=text)
        if "accounts.view_user" in permissions
        else "",
    )


def _all(url: str, *, q: str, show: str = "") -> str:
    return f"{url}?{urlencode({'q': q, 'show': show} if show else {'q': q})}"
