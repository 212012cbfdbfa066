"""Place an order: the one way from a cart to an order, for the page and the API alike.

Everything happens in one transaction that begins by locking the cart. So of any number of attempts with one cart, the
first makes the order and the others find it. Stock and coupons are taken by conditional UPDATEs whose row counts
decide; when one fails, the transaction is rolled back and nothing has happened. Locks are taken in the order cart,
variants by primary key, coupon; no network is touched. Nothing here looks at the blocklist, so the answer cannot
depend on it.
"""

from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from botguard.actions import brake
from botguard.engine.brake import SHOP, STOCK_HOLDING
from checkout.actions.change import record
from checkout.engine.coupon import USED_BEFORE, USED_UP, canonical_person
from checkout.engine.number import order_number, order_token, payment_reference
from checkout.engine.placement import CARD, PlacedOrder, Placement
from checkout.engine.policy import Delays, release_time
from checkout.engine.price import Totals
from checkout.models import Cart, Coupon, DeliveryMethod, Order, OrderLine, Payment
from checkout.queries.cart import CartLineView, Quote, cart_lines, quote
from checkout.queries.paying import hidden_payments
from outbox.actions import publish
from outbox.conf import crash_at
from shop.actions.stock import allocate
from shop.engine.money import Money

# How long stock is held unpaid where the brake on that holds.
BRAKED_CARD = timedelta(minutes=10)
BRAKED_TRANSFER = timedelta(hours=24)


class EmptyCart(LookupError):
    """There is nothing to order: no such cart, or nothing in it."""


class KeyReused(ValueError):
    """This idempotency key has placed another order than the one asked for now."""


class UnknownDelivery(LookupError):
    """No delivery method on offer has this code."""


class UnknownPayment(LookupError):
    """This payment method is not offered for this order."""


class TotalChanged(Exception):
    """The order comes to something else than what the shopper saw; nothing was placed."""

    def __init__(self, *, expected: Money, totals: Totals) -> None:
        super().__init__(f"{expected} was seen, {totals.total} is to be paid")
        self.expected = expected
        self.totals = totals

    @property
    def difference(self) -> Money:
        """Return how much more, or less if negative, it is than what was seen."""
        return self.totals.total - self.expected


class CouponLost(ValueError):
    """The cart's coupon cannot be used any more; the message says why, for the shopper."""


def place_order(wanted: Placement, *, entropy: bytes, now: datetime) -> PlacedOrder:
    """Turn a cart into an order, once, and return it.

    :raises EmptyCart: when there is nothing to order
    :raises KeyReused: when the same key has placed a different order
    :raises UnknownDelivery: when the delivery method is not on offer
    :raises CouponLost: when the coupon is not usable any more
    :raises TotalChanged: when it comes to something else than the expected total
    :raises UnknownPayment: when the payment method is not offered for this order
    :raises shop.actions.stock.StockShortage: when something is short, with everything that is
    """
    with transaction.atomic():
        # Other attempts with this cart wait here, then find the order.
        cart = Cart.objects.select_for_update().filter(pk=wanted.cart_id).first()
        earlier = Order.objects.filter(Q(idempotency_key=wanted.key) | Q(cart=wanted.cart_id)).first()
        if earlier is not None:
            return _same_answer(earlier, wanted)
        lines = () if cart is None else cart_lines(cart.pk)
        if cart is None or not lines:
            raise EmptyCart(wanted.cart_id)
        method = DeliveryMethod.objects.filter(code=wanted.delivery_code, is_active=True).first()
        if method is None:
            raise UnknownDelivery(wanted.delivery_code)
        email = wanted.recipient.email
        priced = quote(lines, coupon_code=cart.coupon_code, method=method, email=email, now=now)
        if priced.coupon_problem:
            raise CouponLost(priced.coupon_problem)
        if priced.totals.total != wanted.expected_total:
            raise TotalChanged(expected=wanted.expected_total, totals=priced.totals)
        hidden = hidden_payments(
            priced.totals.total,
            units=sum(line.quantity for line in lines),
            coupon_code=cart.coupon_code,
            country=wanted.recipient.country,
            postcode=wanted.recipient.postcode,
            customer_id=wanted.customer_id,
            now=now,
        )
        if wanted.payment_method in hidden:
            raise UnknownPayment(wanted.payment_method)
        number = order_number(entropy)
        allocate(Counter({line.variant_id: line.quantity for line in lines}), reference=number, now=now)
        crash_at("after-stock")
        if priced.coupon is not None:
            _use_coupon(priced.coupon, person=canonical_person(email))
        order = _create(wanted, cart, priced, method, entropy=entropy, now=now)
        crash_at("after-order-insert")
        _create_lines(order, lines)
        reference = _create_payment(order, entropy=entropy, now=now)
        record(order, code="placed", sentence=f"Order placed, {order.total}.", now=now)
        publish("order-placed", {"order": order.pk}, now=now)
        crash_at("before-commit")
    crash_at("after-commit")
    return _answer(order, reference, is_new=True)


def delays() -> Delays:
    """Return the shop's ordinary delays before unpaid stock goes back."""
    return Delays(
        offline=timedelta(hours=settings.UNPAID_ORDER_HOURS),
        card=timedelta(minutes=settings.UNPAID_CARD_MINUTES),
    )


def _hold(wanted: Placement, *, now: datetime) -> datetime | None:
    """Return when a new order's stock goes back: sooner where many orders are placed that nobody pays."""
    ordinary = release_time(wanted.payment_method, placed_at=now, delays=delays())
    counted = brake.of_visit(wanted.client_address, wanted.visit)
    brake.count(STOCK_HOLDING, {scope: counted[scope] for scope in counted if scope != SHOP}, now=now)
    if ordinary is None:
        return None
    scope = brake.holds(STOCK_HOLDING, counted, now=now)
    if not scope or (scope == SHOP and wanted.payment_method != CARD):
        return ordinary
    return min(ordinary, now + (BRAKED_CARD if wanted.payment_method == CARD else BRAKED_TRANSFER))


def _same_answer(earlier: Order, wanted: Placement) -> PlacedOrder:
    if earlier.idempotency_key == wanted.key and earlier.request_hash != wanted.fingerprint:
        raise KeyReused(wanted.idempotency_key)
    started = earlier.payments.filter(status=Payment.Status.STARTED).order_by("-pk").first()
    return _answer(earlier, None if started is None else started.reference, is_new=False)


def _use_coupon(coupon: Coupon, *, person: str) -> None:
    """Count one use. The UPDATE locks the coupon's row, so that uses by one person are counted one after the other."""
    room = Q(limit=None) | Q(used__lt=F("limit"))
    if not Coupon.objects.filter(room, pk=coupon.pk).update(used=F("used") + 1):
        raise CouponLost(USED_UP)
    if coupon.limit_per_person is not None:
        used = Order.objects.filter(coupon=coupon, person=person).count()
        if used >= coupon.limit_per_person:
            raise CouponLost(USED_BEFORE)


def _create(
    wanted: Placement, cart: Cart, priced: Quote, method: DeliveryMethod, *, entropy: bytes, now: datetime
) -> Order:
    totals = priced.totals
    return Order.objects.create(
        number=order_number(entropy),
        token=order_token(entropy),
        cart=cart,
        idempotency_key=wanted.key,
        request_hash=wanted.fingerprint,
        customer_id=wanted.customer_id,
        placed_at=now,
        **asdict(wanted.recipient),
        person=canonical_person(wanted.recipient.email),
        note=wanted.note,
        delivery_code=method.code,
        delivery_name=method.name,
        payment_method=wanted.payment_method,
        coupon=priced.coupon,
        currency=totals.total.currency,
        goods_minor=totals.goods.minor,
        discount_minor=totals.discount.minor,
        delivery_minor=totals.delivery.minor,
        total_minor=totals.total.minor,
        release_at=_hold(wanted, now=now),
        client_address=wanted.client_address,
        visit=dict(wanted.visit),
    )


def _create_lines(order: Order, lines: tuple[CartLineView, ...]) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            variant_id=line.variant_id,
            sku=line.sku,
            name=line.name,
            picture=line.picture,
            unit_minor=line.unit.minor,
            quantity=line.quantity,
        )
        for line in lines
    )


def _create_payment(order: Order, *, entropy: bytes, now: datetime) -> str | None:
    if order.payment_method != CARD:
        return None
    reference = payment_reference(entropy)
    Payment.objects.create(
        order=order,
        provider="sandbox",
        reference=reference,
        amount_minor=order.total_minor,
        currency=order.currency,
        started_at=now,
    )
    return reference


def _answer(order: Order, reference: str | None, *, is_new: bool) -> PlacedOrder:
    return PlacedOrder(
        number=order.number,
        token=order.token,
        payment_method=order.payment_method,
        payment_reference=reference,
        is_new=is_new,
    )
