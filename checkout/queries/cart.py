"""Read carts, and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Sum

from checkout.engine.coupon import UNKNOWN, CouponTerms, canonical_person, refusal
from checkout.engine.price import Discount, PricedLine, Rate, Totals, price
from checkout.models import Cart, CartLine, Coupon, DeliveryMethod, Order
from shop.engine.money import Money
from shop.models import Variant
from shop.queries import VariantView, sellable
from shop.queries.picture import picture_url

MOST_OF_ONE = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLineView:
    """Some units of one variant in a cart, at today's price."""

    variant_id: int
    sku: str
    name: str
    url: str
    picture: str
    unit: Money
    quantity: int
    available: int
    is_sellable: bool

    @property
    def image_url(self) -> str:
        """Return the address of the picture."""
        return picture_url(self.picture)

    @property
    def amount(self) -> Money:
        """Return what the units cost together."""
        return self.unit * self.quantity

    @property
    def less(self) -> int | None:
        """Return the quantity one step down, if there is one."""
        return self.quantity - 1 if self.quantity > 1 else None

    @property
    def more(self) -> int | None:
        """Return the quantity one step up, if it can be had."""
        return self.quantity + 1 if self.quantity < min(self.available, MOST_OF_ONE) else None

    @property
    def problem(self) -> str:
        """Return why the line cannot be bought as it stands, or nothing."""
        if not self.is_sellable:
            return "This is no longer sold. Please remove it."
        if self.available <= 0:
            return "Sold out. Please remove it, or come back later."
        if self.available < self.quantity:
            return f"Only {self.available} left."
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CartView:
    """A cart that has not become an order."""

    id: UUID
    lines: tuple[CartLineView, ...]
    coupon_code: str

    @property
    def count(self) -> int:
        """Return the number of units."""
        return sum(line.quantity for line in self.lines)

    @property
    def is_sound(self) -> bool:
        """Return whether every line can be bought as it stands."""
        return not any(line.problem for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a cart comes to with a delivery method; `coupon_problem` says why its code takes nothing off."""

    totals: Totals
    coupon: Coupon | None = None
    coupon_problem: str = ""


def cart_count(cart_id: UUID) -> int:
    """Return how many units a cart holds; one that became an order holds none."""
    found = CartLine.objects.filter(cart=cart_id, cart__order=None).aggregate(units=Sum("quantity"))
    return found["units"] or 0


def is_ordered(cart_id: UUID | None) -> bool:
    """Tell whether a cart has become an order."""
    return cart_id is not None and Order.objects.filter(cart_id=cart_id).exists()


def cart_view(cart_id: UUID | None) -> CartView | None:
    """Return a cart with its lines, or None if there is none or it became an order."""
    cart = None if cart_id is None else Cart.objects.filter(pk=cart_id, order=None).first()
    if cart is None:
        return None
    return CartView(id=cart.pk, lines=cart_lines(cart.pk), coupon_code=cart.coupon_code)


def cart_lines(cart_id: UUID) -> tuple[CartLineView, ...]:
    """Return a cart's lines, first added first."""
    rows = list(CartLine.objects.filter(cart=cart_id).select_related("variant__product").order_by("pk"))
    shown = sellable([row.variant_id for row in rows]) if rows else {}
    return tuple(_line(row.variant, shown.get(row.variant_id), row.quantity) for row in rows)


def delivery_methods() -> Sequence[DeliveryMethod]:
    """Return the delivery methods on offer, in the merchant's order."""
    return list(DeliveryMethod.objects.filter(is_active=True).order_by("position", "pk"))


def quote(
    lines: Sequence[CartLineView],
    *,
    coupon_code: str,
    method: DeliveryMethod | None,
    email: str | None = None,
    now: datetime,
) -> Quote:
    """Price lines with a coupon code and a delivery method; the person is counted once their e-mail is known."""
    priced = [
        PricedLine(variant_id=line.variant_id, quantity=line.quantity, unit=line.unit) for line in lines
    ]
    currency = settings.SHOP_CURRENCY
    rate = None if method is None else delivery_rate(method)
    if not coupon_code:
        return Quote(totals=price(priced, currency=currency, rate=rate))
    coupon = Coupon.objects.filter(code=coupon_code).first()
    goods = price(priced, currency=currency).goods
    problem = UNKNOWN if coupon is None else coupon_problem(coupon, goods=goods, email=email, now=now)
    if coupon is None or problem:
        return Quote(totals=price(priced, currency=currency, rate=rate), coupon_problem=problem or UNKNOWN)
    discount = Discount(kind=coupon.kind, value=coupon.value)
    return Quote(totals=price(priced, currency=currency, discount=discount, rate=rate), coupon=coupon)


def coupon_problem(coupon: Coupon, *, goods: Money, email: str | None, now: datetime) -> str | None:
    """Return why a coupon takes nothing off such goods for this person, or None."""
    used_by_person = None
    if email and coupon.limit_per_person is not None:
        used_by_person = Order.objects.filter(coupon=coupon, person=canonical_person(email)).count()
    terms = CouponTerms(
        is_active=coupon.is_active,
        starts_at=coupon.starts_at,
        ends_at=coupon.ends_at,
        least_goods=Money(coupon.least_goods_minor, goods.currency),
        limit=coupon.limit,
        limit_per_person=coupon.limit_per_person,
        used=coupon.used,
    )
    return refusal(terms, goods=goods, used_by_person=used_by_person, now=now)


def delivery_rate(method: DeliveryMethod) -> Rate:
    """Return what a delivery method costs."""
    currency = settings.SHOP_CURRENCY
    free_from = None if method.free_from_minor is None else Money(method.free_from_minor, currency)
    return Rate(price=Money(method.price_minor, currency), free_from=free_from)


def _line(variant: Variant, shown: VariantView | None, quantity: int) -> CartLineView:
    return CartLineView(
        variant_id=variant.pk,
        sku=variant.sku,
        name=str(variant) if shown is None else shown.full_name,
        url=variant.product.get_absolute_url() if shown is None else shown.url,
        picture=variant.product.picture if shown is None else shown.picture,
        unit=variant.price,
        quantity=quantity,
        available=variant.available,
        is_sellable=shown is not None,
    )
