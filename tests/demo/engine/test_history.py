"""Thirty simulated days: the count that was asked for, in order, with every story told."""

import random
from collections import Counter

import pytest

from demo.engine.history import STORIES, DemoOrder, orders

DAY = 86_400
TOLD = {"ordinary", "prank", "tor", "far-line", "scripted", "bulk", "hurried", "regular", "borrowed-card"}
ENDINGS = {"delivered", "shipped", "waiting", "refused", "unpaid"}


def month(seed: int = 1, count: int = 200) -> list[DemoOrder]:
    """Return the orders of thirty days."""
    return list(orders(random.Random(seed), count=count, days=30, variants=300))  # noqa: S311 # no secret


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(0, id="none"),
        pytest.param(10, id="fewer than the stories need"),
        pytest.param(STORIES, id="the stories alone"),
        pytest.param(200, id="a demo's month"),
    ],
)
def test_as_many_orders_are_drawn_as_asked_for(count: int) -> None:
    assert len(month(count=count)) == count


def test_the_orders_run_from_the_oldest_to_the_newest_within_the_month() -> None:
    ages = [order.age_seconds for order in month()]
    assert ages == sorted(ages, reverse=True)
    assert ages[-1] > 0
    assert ages[0] <= 30 * DAY


def test_every_story_is_told() -> None:
    stories = Counter(order.story for order in month())
    assert set(stories) == TOLD
    assert stories["ordinary"] == 200 - STORIES
    assert stories["prank"] == 14


def test_the_prank_is_one_host_and_one_phone_under_many_names() -> None:
    pranks = [order.shopper for order in month() if order.story == "prank"]
    assert len({shopper.address for shopper in pranks}) == 1
    assert len({shopper.phone for shopper in pranks}) == 1
    assert len({shopper.email for shopper in pranks}) == len(pranks)
    assert len({shopper.name for shopper in pranks}) > 1


def test_the_scripted_visits_touched_the_trap_and_ordinary_ones_never() -> None:
    traps = {order.story for order in month() if order.visit.trap_hits}
    assert traps == {"scripted"}


def test_an_order_picks_variants_that_exist_and_ends_in_a_known_way() -> None:
    for order in month():
        assert order.picks
        assert all(0 <= variant < 300 and units >= 1 for variant, units in order.picks)
        assert order.outcome in ENDINGS


def test_new_ordinary_orders_still_wait_and_old_ones_are_settled() -> None:
    for order in month():
        if order.story == "ordinary":
            assert (order.outcome == "waiting") == (order.age_seconds < 1.5 * DAY)


def test_the_same_dice_tell_the_same_month_and_others_another() -> None:
    assert month(seed=1) == month(seed=1)
    assert month(seed=1) != month(seed=2)


def test_the_regular_is_signed_in_and_keeps_what_she_orders() -> None:
    hers = [order for order in month() if order.is_customer]
    assert {(order.story, order.outcome) for order in hers} == {("regular", "delivered")}
    assert len(hers) == 5
    assert {order.shopper.email for order in hers} == {"shopper@example.com"}
