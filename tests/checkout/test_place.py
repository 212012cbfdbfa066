"""Placing an order: what it makes, what it refuses, and that a refusal changes nothing."""

import dataclasses
from datetime import timedelta
from uuid import uuid4

import pytest

from checkout.actions.place import (
    CouponLost,
    EmptyCart,
    KeyReused,
    TotalChanged,
    UnknownDelivery,
    place_order,
)
from checkout.models import Cart, CartLine, Coupon, DeliveryMethod, Order, OrderEvent, OrderLine, Payment
from outbox.models import Message
from shop.actions.stock import StockShortage
from shop.engine.money import Money
from shop.models import Variant
from tests.checkout.world import ADA, NOW, cart_of, entropy, placed, placement, stock_of, variant

pytestmark = pytest.mark.django_db

ROWS = (Order, OrderLine, Payment, OrderEvent, Message)


def rows() -> list[int]:
    return [kind.objects.count() for kind in ROWS]


def test_an_order_takes_stock_and_keeps_what_was_bought() -> None:
    lamp, mug = variant("LAMP", price=4900, stock=3), variant("MUG", price=1200, stock=5)
    order = placed({lamp.pk: 1, mug.pk: 2})
    assert (order.goods_minor, order.discount_minor, order.delivery_minor, order.total_minor) == (
        7300,
        0,
        490,
        7790,
    )
    assert [(line.sku, line.unit_minor, line.quantity) for line in order.lines.order_by("pk")] == [
        ("LAMP", 4900, 1),
        ("MUG", 1200, 2),
    ]
    assert stock_of(lamp.pk) == (3, 1)
    assert stock_of(mug.pk) == (5, 2)
    assert (order.status, order.payment_status, order.fulfilment, order.review) == (
        "open",
        "pending",
        "waiting",
        "pending",
    )
    assert order.phone == "+4930901820"
    assert [(m.topic, m.payload) for m in Message.objects.all()] == [("order-placed", {"order": order.pk})]
    assert [event.code for event in order.events.all()] == ["placed"]


@pytest.mark.parametrize(
    ("payment", "delay"),
    [
        pytest.param("cash-on-delivery", None, id="cash waits for the parcel, not for a clock"),
        pytest.param("bank-transfer", timedelta(hours=168), id="a transfer has a week"),
        pytest.param("card", timedelta(minutes=30), id="a card has half an hour"),
    ],
)
def test_stock_waits_for_money_as_long_as_the_method_allows(payment: str, delay: timedelta | None) -> None:
    order = placed({variant().pk: 1}, payment=payment)
    assert order.release_at == (None if delay is None else NOW + delay)
    assert order.payments.count() == (1 if payment == "card" else 0)


def test_the_same_attempt_again_is_the_same_order() -> None:
    lamp = variant()
    wanted = placement(cart_of({lamp.pk: 1}))
    first = place_order(wanted, entropy=entropy(1), now=NOW)
    before = rows()
    again = place_order(wanted, entropy=entropy(2), now=NOW + timedelta(minutes=1))
    assert (again.number, again.token, again.is_new) == (first.number, first.token, False)
    assert rows() == before
    assert stock_of(lamp.pk) == (10, 1)


def test_a_second_tab_with_its_own_key_finds_the_order_of_the_first() -> None:
    cart_id = cart_of({variant().pk: 1})
    one, other = placement(cart_id, key="tab-1"), placement(cart_id, key="tab-2", note="other words")
    first = place_order(one, entropy=entropy(1), now=NOW)
    assert place_order(other, entropy=entropy(2), now=NOW).token == first.token
    assert Order.objects.count() == 1


def test_the_same_key_with_another_body_is_refused() -> None:
    cart_id = cart_of({variant().pk: 1})
    one, other = placement(cart_id), placement(cart_id, note="other words")
    place_order(one, entropy=entropy(1), now=NOW)
    before = rows()
    with pytest.raises(KeyReused):
        place_order(other, entropy=entropy(2), now=NOW)
    assert rows() == before


def test_the_same_key_in_another_cart_is_another_order() -> None:
    lamp = variant()
    first = place_order(placement(cart_of({lamp.pk: 1}), key="same"), entropy=entropy(1), now=NOW)
    second = place_order(placement(cart_of({lamp.pk: 1}), key="same"), entropy=entropy(2), now=NOW)
    assert first.token != second.token


def test_an_order_is_found_by_its_key_after_its_cart_has_expired() -> None:
    cart_id = cart_of({variant().pk: 1})
    wanted = placement(cart_id)
    first = place_order(wanted, entropy=entropy(1), now=NOW)
    Cart.objects.all().delete()
    assert place_order(wanted, entropy=entropy(2), now=NOW).token == first.token


def test_a_changed_price_is_shown_not_charged() -> None:
    lamp = variant(price=4900)
    wanted = placement(cart_of({lamp.pk: 2}))
    Variant.objects.filter(pk=lamp.pk).update(price_minor=5000)
    before = rows()
    with pytest.raises(TotalChanged) as caught:
        place_order(wanted, entropy=entropy(), now=NOW)
    assert caught.value.difference == Money(200, "EUR")
    assert caught.value.totals.total == Money(10_000, "EUR")
    assert rows() == before
    assert stock_of(lamp.pk) == (10, 0)


def test_everything_that_is_short_is_named_and_nothing_is_taken() -> None:
    lamp, mug, pot = variant("LAMP", stock=2), variant("MUG", stock=2), variant("POT", stock=2)
    cart_id = cart_of({lamp.pk: 1, mug.pk: 2, pot.pk: 2})
    wanted = placement(cart_id)
    placed({mug.pk: 1, pot.pk: 2}, seed=5)
    before = rows()
    with pytest.raises(StockShortage) as caught:
        place_order(wanted, entropy=entropy(), now=NOW)
    assert [(each.variant_id, each.wanted, each.available) for each in caught.value.missing] == [
        (mug.pk, 2, 1),
        (pot.pk, 2, 0),
    ]
    assert rows() == before
    assert stock_of(lamp.pk) == (2, 0)


def test_what_was_withdrawn_is_short() -> None:
    lamp = variant()
    wanted = placement(cart_of({lamp.pk: 1}))
    Variant.objects.filter(pk=lamp.pk).update(is_active=False)
    with pytest.raises(StockShortage):
        place_order(wanted, entropy=entropy(), now=NOW)
    assert Order.objects.count() == 0


def test_an_empty_or_unknown_cart_is_nothing_to_order() -> None:
    cart_id = cart_of({variant().pk: 1})
    wanted = placement(cart_id)
    CartLine.objects.all().delete()
    for cart in (cart_id, uuid4()):
        with pytest.raises(EmptyCart):
            place_order(dataclasses.replace(wanted, cart_id=cart), entropy=entropy(), now=NOW)
    assert Order.objects.count() == 0


def test_a_delivery_method_that_is_not_on_offer_is_refused() -> None:
    wanted = placement(cart_of({variant().pk: 1}))
    DeliveryMethod.objects.filter(code="standard").update(is_active=False)
    with pytest.raises(UnknownDelivery):
        place_order(wanted, entropy=entropy(), now=NOW)
    assert Order.objects.count() == 0


def test_a_coupon_is_counted_with_its_order() -> None:
    lamp = variant(price=5000)
    coupon = Coupon.objects.create(code="TEN", kind="percent", value=10, limit=2)
    wanted = placement(cart_of({lamp.pk: 1}, coupon=" ten "))
    order = Order.objects.get(token=place_order(wanted, entropy=entropy(), now=NOW).token)
    coupon.refresh_from_db()
    assert (order.discount_minor, order.total_minor, order.coupon_id, coupon.used) == (
        500,
        4990,
        coupon.pk,
        1,
    )


def test_a_used_up_coupon_is_refused_with_its_reason() -> None:
    lamp = variant()
    Coupon.objects.create(code="ONCE", kind="amount", value=500, limit=1)
    one, other = (placement(cart_of({lamp.pk: 1}, coupon="ONCE")) for _ in range(2))
    place_order(one, entropy=entropy(1), now=NOW)
    with pytest.raises(CouponLost, match="used up"):
        place_order(other, entropy=entropy(2), now=NOW)
    assert Coupon.objects.get().used == 1
    assert stock_of(lamp.pk) == (10, 1)


def test_a_person_is_counted_under_every_spelling_of_their_address() -> None:
    lamp = variant()
    Coupon.objects.create(code="FIRST", kind="amount", value=500, limit_per_person=1)
    carts = [cart_of({lamp.pk: 1}, coupon="FIRST") for _ in range(2)]
    spellings = ["a.da@gmail.com", "Ada+shop@googlemail.com"]
    one, other = (
        placement(cart, recipient=dataclasses.replace(ADA, email=email))
        for cart, email in zip(carts, spellings, strict=True)
    )
    place_order(one, entropy=entropy(1), now=NOW)
    with pytest.raises(CouponLost, match="before"):
        place_order(other, entropy=entropy(2), now=NOW)
    assert Coupon.objects.get().used == 1
