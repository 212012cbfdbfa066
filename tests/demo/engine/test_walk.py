"""Drawn visits: as many as asked for, in order, people as people and programs as programs."""

import random
from itertools import pairwise
from statistics import mean, pstdev

import pytest

from botguard.engine.walk import Walk
from demo.engine.walk import GOOGLEBOT, SCANNED, TRAPS, lookers, programs, shopping

PRODUCTS = [f"/p/{number}/" for number in range(50)]


def drawn(kind: str, seed: int = 1) -> list[Walk]:
    draw = {"lookers": lookers, "programs": programs}[kind]
    return list(draw(random.Random(seed), count=60, days=30, products=PRODUCTS))  # noqa: S311 # no secret


def gaps(walk: Walk) -> list[float]:
    times = [click.after for click in walk.clicks]
    return [after - before for before, after in pairwise(times)]


@pytest.mark.parametrize("kind", ["lookers", "programs"])
def test_as_many_are_drawn_as_asked_for_within_the_month_and_in_order(kind: str) -> None:
    walks = drawn(kind)
    assert len(walks) == len({walk.key for walk in walks}) == 60
    for walk in walks:
        assert all(gap >= 0 for gap in gaps(walk))
        assert 0 < walk.age_seconds - walk.clicks[-1].after <= 31 * 86_400


@pytest.mark.parametrize("kind", ["lookers", "programs"])
def test_the_same_dice_draw_the_same_visits(kind: str) -> None:
    assert drawn(kind) == drawn(kind)
    assert drawn(kind) != drawn(kind, seed=2)


def test_who_buys_ends_at_the_checkout_in_the_time_it_took() -> None:
    clicks = shopping(random.Random(1), seconds=300, pages=9, products=PRODUCTS)  # noqa: S311 # no secret
    assert len(clicks) == 9
    assert [click.path for click in clicks[-2:]] == ["/cart/", "/checkout/"]
    assert 0 < clicks[-1].after < 300


def test_people_touch_nothing_that_only_programs_do() -> None:
    touched = {click.path for walk in drawn("lookers") for click in walk.clicks}
    assert touched.isdisjoint({*TRAPS, *SCANNED})


def test_most_programs_give_themselves_away_and_some_never_do() -> None:
    tell = {*TRAPS, *SCANNED}
    caught = [
        walk
        for walk in drawn("programs")
        if walk.agent == GOOGLEBOT or tell & {click.path for click in walk.clicks}
    ]
    assert 40 <= len(caught) <= 55


def test_spiders_pause_more_evenly_than_people_do() -> None:
    def spread(walk: Walk) -> float:
        return pstdev(gaps(walk)) / mean(gaps(walk))

    people = mean(spread(walk) for walk in drawn("lookers") if len(walk.clicks) > 5)
    spiders = mean(spread(walk) for walk in drawn("programs") if len(walk.clicks) > 12)
    assert spiders < people / 2
