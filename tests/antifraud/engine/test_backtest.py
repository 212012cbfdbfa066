"""What a backtest adds up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from antifraud.engine.backtest import Case, Tally, fate_of
from antifraud.engine.outcome import Label
from antifraud.engine.rule import Answer
from scorecard.metrics import interval
from tests.antifraud.orders import NOON

NOW = NOON + timedelta(days=100)
BAD = Label(is_bad=True, known_at=NOON)
GOOD = Label(is_bad=False, known_at=NOON)
CASE = Case(
    reference="A",
    placed_at=NOON,
    amount_minor=1_000,
    currency="EUR",
    customer="a@example.com",
    label=GOOD,
    answer=Answer.YES,
)


@pytest.mark.parametrize(
    ("label", "age", "fate"),
    [
        (BAD, 1, "bad"),
        (GOOD, 40, "good"),
        (None, 43, "recent"),
        (None, 44, "unknown"),
    ],
    ids=["lost is bad", "kept is good", "too young to tell", "old, and nobody ever said"],
)
def test_what_became_of_an_order(label: Label | None, age: int, fate: str) -> None:
    assert fate_of(label, placed_at=NOW - timedelta(days=age), now=NOW) == fate


def test_everything_is_counted_once() -> None:
    tally = Tally(now=NOW)
    for case in (
        CASE,
        replace(CASE, reference="B", label=BAD, amount_minor=5_000, customer="b@example.com"),
        replace(CASE, reference="C", label=BAD, amount_minor=700, customer="b@example.com", others=2),
        replace(CASE, reference="D", label=None),
        replace(CASE, reference="E", label=None, placed_at=NOW, customer=""),
        replace(CASE, reference="F", label=BAD, answer=Answer.NO),
        replace(CASE, reference="G", label=GOOD, answer=Answer.UNKNOWN),
        replace(CASE, reference="H", label=GOOD, answer=Answer.NO, currency="JPY"),
    ):
        tally.add(case)
    found = tally.result()
    assert (found.orders, found.unanswered, found.bad_orders, found.good_orders) == (8, 1, 3, 3)
    assert found.hits == {"good": 1, "bad": 2, "unknown": 1, "recent": 1}
    assert (found.saved, found.lost) == ({"EUR": 5_700}, {"EUR": 1_000})
    assert (found.customers, found.good_customers) == (3, 1)
    assert (found.caught_already, found.first_orders) == (1, 1)
    assert found.precision == 2 / 3
    assert (found.precision_low, found.precision_high) == interval(2, 3)
    assert found.recall == 2 / 3
    assert found.good_share == 1 / 3
    assert found.needs_reason
    assert [each.reference for each in found.examples] == ["A", "C", "E", "D", "B"]


def test_nothing_met_is_no_precision() -> None:
    tally = Tally(now=NOW)
    tally.add(replace(CASE, answer=Answer.NO))
    found = tally.result()
    assert (found.hit, found.precision, found.precision_low, found.precision_high) == (0, None, 0.0, 1.0)
    assert not found.needs_reason


def test_one_good_order_in_a_hundred_is_still_quiet() -> None:
    tally = Tally(now=NOW)
    for number in range(100):
        tally.add(replace(CASE, reference=str(number), answer=Answer.YES if number == 0 else Answer.NO))
    assert tally.result().good_share == 0.01
    assert not tally.result().needs_reason


def test_ten_examples_show_every_kind() -> None:
    tally = Tally(now=NOW)
    for number in range(40):
        tally.add(replace(CASE, reference=f"{number}", label=BAD if number < 2 else GOOD))
    fates = [each.fate for each in tally.result().examples]
    assert (len(fates), fates.count("bad"), fates.count("good")) == (10, 2, 8)
