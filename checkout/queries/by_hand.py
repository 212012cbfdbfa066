"""Read what goods come to before there is a cart, for orders that are taken by hand."""

from collections.abc import Mapping
from datetime import datetime

from checkout.models import DeliveryMethod
from checkout.queries.cart import CartLineView, Quote, quote
from shop.queries import VariantView, sellable


def lines_of(units: Mapping[int, int]) -> tuple[CartLineView, ...]:
    """Return units of variants as a cart would show them; what is not sold is left out."""
    shown = sellable(list(units)) if units else {}
    return tuple(_line(shown[variant], quantity) for variant, quantity in units.items() if variant in shown)


def quote_of(lines: tuple[CartLineView, ...], *, method: DeliveryMethod | None, now: datetime) -> Quote:
    """Return what lines come to with a delivery method."""
    return quote(lines, coupon_code="", method=method, now=now)


def _line(shown: VariantView, quantity: int) -> CartLineView:
    return CartLineView(
        variant_id=shown.id,
        sku=shown.sku,
        name=shown.full_name,
        url=shown.url,
        picture=shown.picture,
        unit=shown.price,
        quantity=quantity,
        available=shown.available,
        is_sellable=True,
    )
