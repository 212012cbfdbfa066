"""Odds, points, probabilities and the 0-100 shown: one unit in four forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard import points, probability, score

POINTS = {
    "even odds say nothing": (1, 0),
    "ten times likelier": (10, 100),
    "a tenth": (0.1, -100),
    "twice": (2, 30),
    "half": (0.5, -30),
    "a thousand times": (1000, 300),
    "one in fifty": (0.02, -170),
    "the smallest float": (5e-324, -32_331),
}


@pytest.mark.parametrize(("odds", "expected"), POINTS.values(), ids=POINTS)
def test_points(odds: float, expected: int) -> None:
    assert points(odds) == expected


@pytest.mark.parametrize("odds", [0, -1, float("inf"), float("-inf"), float("nan")])
def test_odds_are_positive_and_finite(odds: float) -> None:
    with pytest.raises(ValueError, match="odds must be positive and finite"):
        points(odds)


SHOWN = {
    "even": (0, 50),
    "ten to one": (100, 91),
    "one to ten": (-100, 9),
    "amber begins at a fifth": (-60, 20),
    "red begins at two thirds": (30, 67),
    "nearly never": (-300, 0),
    "nearly always": (300, 100),
    "beyond what a float can raise": (10**9, 100),
    "beyond it downwards": (-(10**9), 0),
}


@pytest.mark.parametrize(("total", "shown"), SHOWN.values(), ids=SHOWN)
def test_score(total: int, shown: int) -> None:
    assert score(total) == shown


@given(st.integers(-(10**12), 10**12), st.integers(0, 10**12))
def test_more_points_never_show_less(total: int, more: int) -> None:
    assert 0 <= score(total) <= score(total + more) <= 100
    assert 0 <= probability(total) <= probability(total + more) <= 1


@given(st.integers(-5_000, 5_000))
def test_for_and_against_mirror_each_other(total: int) -> None:
    assert probability(total) + probability(-total) == pytest.approx(1)


@given(st.integers(-5_000, 5_000))
def test_points_come_back_from_odds(number: int) -> None:
    assert points(10 ** (number / 100)) == number
