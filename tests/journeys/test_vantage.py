"""Somebody on the list buys the last units, then looks at the shelf from home and from elsewhere, to learn of it."""

import json
from datetime import timedelta

import pytest
import redis
from django.conf import settings as shop_settings
from django.test import Client
from pytest_django import Settings

from checkout.models import Order
from tests.checkout.world import NOW, form_data
from tests.journeys.leaks import put_stock_back_at_once
from tests.journeys.twin import SHELF, WATCHER, Plan, World, begun, differences, look_at_shelf, relay, sweep

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
TIMES = (timedelta(minutes=31), WEEK - timedelta(hours=1), WEEK + timedelta(hours=1))


@pytest.fixture(autouse=True)
def _guard(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "observe"
    settings.BOTGUARD_WATCH = False
    settings.BOTGUARD_STORE_CLOCK = False


def order(world: World, buyer: Client, *, units: int, attempt: str) -> None:
    """Order some of the shelf by the API."""

    def step(method: str, path: str, data: dict[str, object] | None = None) -> dict[str, object]:
        said = world.ask(
            f"{attempt} {path}", buyer, method, f"/api/v1/{path}", data, **{"Idempotency-Key": attempt}
        )
        found: dict[str, object] = json.loads(said.content)
        return found

    cart = step("POST", "carts/", {})["id"]
    # The cart's number differs between the worlds; what is asked of it does not.
    name = f"/api/v1/carts/{cart}/"
    buyer.post(f"{name}lines/", {"variant": SHELF, "quantity": units}, content_type="application/json")
    priced = buyer.get(f"{name}?delivery=standard").json()
    fields = {name: text for name, text in form_data(payment="bank-transfer").items() if text}
    step("POST", "checkout/", {**fields, "cart": cart, "expected_total": priced["totals"]["total"]["minor"]})


def watched(
    valkey: redis.Redis, *, is_blocked: bool, stock: int, bought: tuple[int, ...]
) -> tuple[World, list[int]]:
    """Return what was seen of the shelf, and what was left on it each time."""
    plan = Plan(stock=stock, has_coupon=False)
    with begun(plan, is_blocked=is_blocked, valkey=valkey) as (world, clock):
        buyer = world.client(world.address)
        for number, units in enumerate(bought):
            clock.move_to(NOW + timedelta(minutes=2 * number))
            order(world, buyer, units=units, attempt=f"order {number}")
            relay()
        left = []
        for when in (timedelta(minutes=15), *TIMES):
            clock.move_to(NOW + when)
            sweep()
            vantages = {
                "elsewhere": world.client(WATCHER),
                "home": world.client(world.address),
                "the same browser": buyer,
            }
            for name, watcher in vantages.items():
                look_at_shelf(world, watcher, f"from {name} after {when}")
            left.append(_left(world.client(WATCHER)))
        reviews = set(Order.objects.values_list("review", flat=True))
        assert ("shadow-cancelled" in reviews) is is_blocked
    return world, left


@pytest.mark.parametrize(
    ("stock", "bought"),
    [
        pytest.param(1, (1,), id="the last unit"),
        pytest.param(4, (1, 2, 1), id="the last units, order by order, within the cap"),
    ],
)
def test_the_shelf_tells_nothing_from_any_side(
    valkey: redis.Redis, stock: int, bought: tuple[int, ...]
) -> None:
    clean, left = watched(valkey, is_blocked=False, stock=stock, bought=bought)
    blocked, left_by_blocked = watched(valkey, is_blocked=True, stock=stock, bought=bought)
    assert differences(clean, blocked) == []
    # Sold out for a week, and back after it: the shelf is really looked at.
    assert left == left_by_blocked == [0, 0, 0, stock]


def test_above_the_cap_units_come_back_as_from_abandoned_card_payments(valkey: redis.Redis) -> None:
    cap = shop_settings.SHADOW_HOLD_UNITS
    _, left = watched(valkey, is_blocked=True, stock=2 * cap, bought=(2, 3, 2, 3))
    # 10 bought within six minutes. Half an hour after each, what is too much gives way, the oldest first; the newest
    # keep theirs for the week.
    assert left == [0, 2, cap, 2 * cap]


def test_the_watcher_sees_stock_that_comes_back_at_once(
    valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_stock_back_at_once(monkeypatch)
    clean, _ = watched(valkey, is_blocked=False, stock=1, bought=(1,))
    blocked, _ = watched(valkey, is_blocked=True, stock=1, bought=(1,))
    found = differences(clean, blocked)
    assert any(each.startswith("stock probe from elsewhere") for each in found), found


def _left(watcher: Client) -> int:
    """Return how many units a stranger can put in a cart."""
    for units in range(20, 0, -1):
        if watcher.post("/cart/add/", {"variant": str(SHELF), "quantity": str(units)}).status_code == 302:
            return units
    return 0
