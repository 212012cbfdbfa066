"""Places on a plot."""

import pytest

from backoffice.engine.plot import Series, draw_bars, draw_lines, nice_top


@pytest.mark.parametrize(
    ("highest", "top"),
    [(0, 2), (1, 2), (2, 2), (3, 4), (5, 6), (9, 10), (11, 20), (85_000, 100_000), (5_123, 6_000), (41, 60)],
)
def test_nice_top(highest: int, top: int) -> None:
    assert nice_top(highest) == top


def test_lines_reach_from_the_ground_to_the_ceiling() -> None:
    plot = draw_lines(
        "Traffic",
        summary="",
        labels=["a", "b", "c"],
        series=[Series(name="Good", tone="green", values=(0, 5, 10))],
    )
    assert plot.series[0].points == "0,100 50,54 100,8"
    assert plot.series[0].area == "M0,100 L0,100 L50,54 L100,8 L100,100 Z"
    assert [tick.label for tick in plot.y_ticks] == ["", "5", "10"]
    assert plot.rows == (("c", "10"), ("b", "5"), ("a", "0"))


def test_bars_stand_on_each_other_and_nothing_draws_nothing() -> None:
    plot = draw_bars(
        "Orders",
        summary="",
        labels=["a", "b"],
        series=[
            Series(name="Standing", tone="ink", values=(4, 0)),
            Series(name="Silent", tone="red", values=(6, 0)),
        ],
    )
    lower, upper = plot.bars
    assert (lower.y + lower.height, upper.y + upper.height) == (100, lower.y)
    assert upper.y == 8
    assert [bar.title for bar in plot.bars] == ["a: 4 standing", "a: 6 silent"]


def test_a_plot_of_nothing_is_a_plot() -> None:
    series = [Series(name="Good", tone="green", values=())]
    assert draw_lines("Traffic", summary="", labels=[], series=series).series[0].points == ""
    assert draw_bars("Orders", summary="", labels=[], series=series).bars == ()
