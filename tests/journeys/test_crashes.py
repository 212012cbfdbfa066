"""A shop that dies in the middle loses nothing and does nothing twice; its workers do what it owes afterwards."""

import http.client
import time
from collections.abc import Callable
from datetime import timedelta
from typing import cast

import pytest
from django.utils import timezone

from checkout.actions import sandbox
from checkout.actions.payment import start
from checkout.models import Order
from outbox.models import Message
from tests.checkout.world import cart_of, placed, stock_of, total_of, variant
from tests.journeys.test_races import order_over_http
from tests.live import StartShop

UNGUARDED = {"BOTGUARD_MODE": "off"}
DRAINED_WITHIN_SECONDS = 60


def until(holds: Callable[[], bool]) -> None:
    """Wait for what other processes do."""
    deadline = time.monotonic() + DRAINED_WITHIN_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "nobody did it"
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("point", "orders_after_crash"),
    [
        ("after-stock", 0),
        ("after-order-insert", 0),
        ("before-commit", 0),
        ("after-commit", 1),
        ("before-response", 1),
    ],
)
def test_a_kill_while_placing_and_a_retry_make_one_order(
    live_shop: StartShop, point: str, orders_after_crash: int
) -> None:
    lamp = variant(stock=3)
    cart = cart_of({lamp.pk: 2}, at=timezone.now())
    total = total_of(cart).minor
    dying = live_shop(environment={**UNGUARDED, "CRASH_AT": point})
    with pytest.raises((OSError, http.client.HTTPException)):
        order_over_http(dying.url, cart, key="k", total=total)
    dying.stop()
    assert Order.objects.count() == orders_after_crash
    assert stock_of(lamp.pk) == (3, 2 * orders_after_crash)
    healthy = live_shop(environment=UNGUARDED)
    first, again = (order_over_http(healthy.url, cart, key="k", total=total) for _ in range(2))
    assert (first, first[0]) == (again, 201)
    assert Order.objects.count() == 1
    assert stock_of(lamp.pk) == (3, 2)
    assert Message.objects.filter(topic="order-placed").count() == 1


def test_workers_judge_what_was_placed_and_hear_of_a_payment_over_http(live_shop: StartShop) -> None:
    now = timezone.now() - timedelta(seconds=5)
    lamp = variant(stock=3)
    cash = placed({lamp.pk: 1}, seed=1, at=now)
    card = placed({lamp.pk: 1}, seed=2, payment="card", at=now)
    reference = card.payments.get().reference
    start(reference, return_path="/")
    live_shop(worker=True, environment=UNGUARDED)
    until(lambda: Order.objects.exclude(review="pending").filter(pk=cash.pk).exists())
    sandbox.decide(reference, "pay", now=timezone.now())
    until(lambda: Order.objects.filter(pk=card.pk, payment_status="paid").exists())
    until(lambda: not Message.objects.filter(relayed_at=None).exists())
    topics = cast(list[str], list(Message.objects.order_by("pk").values_list("topic", flat=True)))
    assert sorted(set(topics)) == [
        "capture-due",
        "order-authorised",
        "order-paid",
        "order-placed",
        "sandbox-notice",
    ]
    once = ("order-authorised", "order-paid", "sandbox-notice")
    assert [topics.count(topic) for topic in once] == [1, 1, 1]
    assert stock_of(lamp.pk) == (3, 2)


@pytest.mark.django_db
def test_without_a_crash_point_nobody_dies() -> None:
    """Control: the same placing in this very process, with no point named, lives to tell."""
    assert placed({variant().pk: 1}).status == "open"
