"""Fill and empty carts. Each change locks its cart: one that is being ordered changes before or after, not during."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from botguard.actions import brake
from botguard.engine.brake import COUPON_GUESSING, SHOP
from botguard.http import Guard
from checkout.engine.coupon import UNKNOWN, canonical_code
from checkout.models import Cart, CartLine, Coupon
from checkout.queries.cart import MOST_OF_ONE, cart_lines, coupon_problem, quote
from shop.models import Variant

KEPT_FOR = timedelta(days=30)
EMPTY_KEPT_FOR = timedelta(days=1)


class NotSellable(LookupError):
    """Nothing that is sold has this number."""


class NotInCart(LookupError):
    """The cart does not exist, became an order, or does not hold this variant."""


class TooMany(ValueError):
    """Fewer units can be had; `most` of them can be in this cart."""

    def __init__(self, most: int) -> None:
        super().__init__(f"Only {most} left." if most else "Sold out.")
        self.most = most


class CouponRefused(ValueError):
    """A code takes nothing off this cart; the message says why, for the shopper."""


class UnknownCoupon(CouponRefused):
    """There is no such code."""


class CouponBoxClosed(RuntimeError):
    """Codes are not looked at for now; with a proof they are, if it says so."""

    def __init__(self, *, needs_proof: bool) -> None:
        super().__init__("Codes cannot be tried just now. Please try again in half an hour.")
        self.needs_proof = needs_proof


def open_cart(*, now: datetime) -> UUID:
    """Make an empty cart."""
    return Cart.objects.create(pk=uuid4(), created_at=now, updated_at=now).pk


def add(cart_id: UUID | None, *, variant_id: int, quantity: int, now: datetime) -> UUID:
    """Add units to a cart, to a new one if there is none or it became an order, and return which.

    :raises NotSellable: when there is no such variant on sale
    :raises TooMany: when the cart would hold more than can be had
    """
    with transaction.atomic():
        cart = _locked(cart_id)
        held = 0
        if cart is not None:
            held = (
                CartLine.objects.filter(cart=cart, variant=variant_id)
                .values_list("quantity", flat=True)
                .first()
                or 0
            )
        _check(variant_id, held + quantity)
        if cart is None:
            cart = Cart.objects.create(pk=uuid4(), created_at=now, updated_at=now)
        CartLine.objects.update_or_create(
            cart=cart, variant_id=variant_id, defaults={"quantity": held + quantity}
        )
        _touch(cart, now=now)
        return cart.pk


def set_quantity(cart_id: UUID | None, *, variant_id: int, quantity: int, now: datetime) -> None:
    """Set how many units of a variant a cart holds; none removes it.

    :raises NotInCart: when the cart does not hold the variant
    :raises TooMany: when the cart would hold more than can be had
    """
    with transaction.atomic():
        cart = _locked(cart_id)
        line = None if cart is None else CartLine.objects.filter(cart=cart, variant=variant_id).first()
        if cart is None or line is None:
            raise NotInCart(variant_id)
        if quantity == 0:
            line.delete()
        else:
            # Fewer than before is always welcome, even of something withdrawn.
            if quantity > line.quantity:
                _check(variant_id, quantity)
            CartLine.objects.filter(pk=line.pk).update(quantity=quantity)
        _touch(cart, now=now)


def use_coupon(cart_id: UUID | None, *, code: str, now: datetime) -> None:
    """Put a coupon on a cart; an empty code takes it off.

    :raises CouponRefused: when the code takes nothing off; the cart keeps what it had
    :raises NotInCart: when there is no such cart
    """
    wanted = canonical_code(code)
    with transaction.atomic():
        cart = _locked(cart_id)
        if cart is None:
            raise NotInCart(code)
        if wanted:
            coupon = Coupon.objects.filter(code=wanted).first()
            if coupon is None:
                raise UnknownCoupon(UNKNOWN)
            goods = quote(cart_lines(cart.pk), coupon_code="", method=None, now=now).totals.goods
            problem = coupon_problem(coupon, goods=goods, email=None, now=now)
            if problem:
                raise CouponRefused(problem)
        Cart.objects.filter(pk=cart.pk).update(coupon_code=wanted, updated_at=now)


def try_coupon(cart_id: UUID | None, *, code: str, guard: Guard, now: datetime) -> None:
    """Put a coupon on a visitor's cart, unless too many codes were guessed where they are.

    Each try counts before it is looked at, so that tries made at once cannot outrun the limit; one that was no guess
    is taken back.

    :raises CouponBoxClosed: when no code is looked at for now
    :raises CouponRefused: when the code takes nothing off; the cart keeps what it had
    :raises NotInCart: when there is no such cart
    """
    if not canonical_code(code):
        use_coupon(cart_id, code=code, now=now)
        return
    asked = brake.of_guard(guard)
    _box_open(asked, guard, now=now)
    brake.count(COUPON_GUESSING, asked, now=now)
    _box_open(asked, guard, now=now)
    try:
        use_coupon(cart_id, code=code, now=now)
    except UnknownCoupon:
        raise
    except (CouponRefused, NotInCart):
        brake.count(COUPON_GUESSING, asked, now=now, by=-1)
        raise
    brake.count(COUPON_GUESSING, asked, now=now, by=-1)


def _box_open(asked: Mapping[str, str], guard: Guard, *, now: datetime) -> None:
    scope = brake.holds(COUPON_GUESSING, asked, now=now)
    if scope and not (scope == SHOP and guard.has_proof):
        raise CouponBoxClosed(needs_proof=scope == SHOP)


def expire(*, now: datetime) -> int:
    """Delete carts nobody has touched for a month, empty ones after a day, and return how many; their orders stay."""
    empty = Q(lines=None, order__isnull=True, updated_at__lt=now - EMPTY_KEPT_FOR)
    over = Cart.objects.filter(empty | Q(updated_at__lt=now - KEPT_FOR)).values("pk")
    _, rows = Cart.objects.filter(pk__in=over).delete()
    return rows.get("checkout.Cart", 0)


def _locked(cart_id: UUID | None) -> Cart | None:
    """Lock a cart that has not become an order."""
    if cart_id is None:
        return None
    cart = Cart.objects.select_for_update().filter(pk=cart_id).first()
    if cart is None or _is_ordered(cart):
        return None
    return cart


def _is_ordered(cart: Cart) -> bool:
    return Cart.objects.filter(pk=cart.pk, order__isnull=False).exists()


def _check(variant_id: int, quantity: int) -> None:
    variant = Variant.objects.sellable().filter(pk=variant_id).first()
    if variant is None:
        raise NotSellable(variant_id)
    if quantity > min(variant.available, MOST_OF_ONE):
        raise TooMany(max(0, min(variant.available, MOST_OF_ONE)))


def _touch(cart: Cart, *, now: datetime) -> None:
    Cart.objects.filter(pk=cart.pk).update(updated_at=now)
