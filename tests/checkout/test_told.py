"""What an order's facts hold beyond the form: what the browser told, by which door it came, which cards were tried."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from checkout.actions.payment import settle
from checkout.collect import order_facts
from checkout.forms import told_by_browser
from checkout.gateways import DECLINED, Notice
from checkout.models import Coupon, Order
from shop.engine.money import Money
from tests.checkout.world import NOW, placed, variant


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"clock_offset": "120", "form_seconds": "48.5"}, {"clock_offset": 120, "form_seconds": 48.5}),
        ({"clock_offset": "-210", "form_seconds": ""}, {"clock_offset": -210}),
        ({}, {}),
        ({"clock_offset": "841", "form_seconds": "-1"}, {}),
        ({"clock_offset": "1e3", "form_seconds": "NaN"}, {}),
        ({"clock_offset": "١٢٠", "form_seconds": "0x10"}, {}),
    ],
    ids=[
        "both",
        "only the clock",
        "no script",
        "out of bounds",
        "no plain numbers",
        "digits of other scripts",
    ],
)
def test_only_plausible_figures_are_told(sent: dict[str, str], told: dict[str, float]) -> None:
    assert told_by_browser(sent) == told


@pytest.mark.django_db
def test_the_visit_is_in_the_facts() -> None:
    order = placed({variant().pk: 1})
    bare = order_facts(order)
    assert bare.files is not None
    assert bare.files.startswith("country.mmdb 20")
    assert (bare.door, bare.clock_offset, bare.form_seconds, bare.coupon_is_once) == (None, None, None, False)
    order.visit = {"door": "page", "told": {"clock_offset": 120.0, "form_seconds": 0.4}}
    order.coupon = Coupon(code="HELLO", kind="percent", value=10, limit_per_person=1)
    told = order_facts(order)
    assert (told.door, told.clock_offset, told.form_seconds, told.coupon_is_once) == ("page", 120, 0.4, True)
    assert (
        replace(told, door=None, clock_offset=None, form_seconds=None, coupon_is_once=False, coupon_code="")
        == bare
    ), asdict(told)


def declined(order: Order, card: str) -> None:
    payment = order.payments.get()
    settle(
        Notice(
            reference=payment.reference,
            status=DECLINED,
            amount=Money(payment.amount_minor, payment.currency),
            result="declined",
            card=card,
        ),
        now=NOW,
    )


@pytest.mark.django_db
def test_failed_payments_count_by_order_and_address_for_a_day() -> None:
    lamp = variant(stock=20).pk
    long_ago = placed({lamp: 1}, seed=1, payment="card", at=NOW - timedelta(hours=24))
    earlier = placed({lamp: 1}, seed=2, payment="card", at=NOW - timedelta(hours=23))
    elsewhere = placed({lamp: 1}, seed=3, payment="card", address="203.0.113.9")
    order = placed({lamp: 1}, seed=4, payment="card")
    for each, card in ((long_ago, "c0"), (earlier, "c1"), (elsewhere, "c2"), (order, "c3")):
        declined(each, card)
    facts = order_facts(order)
    assert (facts.failed_payments, facts.cards_tried, facts.card) == (2, 2, "c3")
    assert order_facts(elsewhere).failed_payments == 1
    cash = order_facts(placed({lamp: 1}, seed=5, address="192.0.2.77"))
    assert (cash.failed_payments, cash.cards_tried, cash.card) == (0, 0, None)
