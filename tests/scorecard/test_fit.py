"""A fitted card finds the weights that made the cases, keeps its word about trends, and reads like a hand-made one."""

import tomllib
from collections.abc import Sequence
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from scorecard import Band, Card, metrics, parse_card, probability, write_card
from scorecard.band import Feature, band_of, quantile_edges
from scorecard.fit import NotFittable, Row, cross_totals, fit_card

TRUTH = Card(
    prior=-60,
    bands={
        "pace": (Band(least=5, points=40), Band(least=10, points=110)),
        "tool": (Band(least=1, points=80),),
        "noise": (Band(least=0.5, points=0),),
    },
)
PACE = Feature(code="pace", edges=(5, 10), trend="rising")
TOOL = Feature(code="tool", edges=(1,), trend="rising")
NOISE = Feature(code="noise", edges=(0.5,))
type Cases = tuple[list[dict[str, float | None]], list[bool]]


def cases(seed: int, *, size: int, card: Card = TRUTH) -> Cases:
    """Return cases whose labels were thrown with the probabilities a card gives them."""
    dice = Random(seed)  # noqa: S311  # a seed, so that red stays red
    rows: list[dict[str, float | None]] = [
        {"pace": dice.randrange(15), "tool": dice.randrange(2), "noise": dice.random()} for _ in range(size)
    ]
    return rows, [dice.random() < probability(card.total(row)) for row in rows]


def test_the_weights_that_made_the_cases_are_found() -> None:
    rows, labels = cases(1, size=20_000)
    card = fit_card(rows, labels, features=[PACE, TOOL, NOISE])
    assert card.prior == pytest.approx(TRUTH.prior, abs=8)
    for row in ({"pace": 5}, {"pace": 14}, {"tool": 1}, {"noise": 0.9}):
        (code, value), *_ = row.items()
        assert card.weight(code, value) == pytest.approx(TRUTH.weight(code, value), abs=8), code


def test_a_card_says_what_the_regression_says() -> None:
    rows, labels = cases(2, size=3_000)
    card = fit_card(rows, labels, features=[PACE, TOOL])
    coded = np.array([[r["pace"] >= 5, r["pace"] >= 10, r["tool"] >= 1] for r in rows], dtype=float)  # type: ignore[operator] # none is missing
    theirs = LogisticRegression(C=1.0, max_iter=2000, tol=1e-8).fit(coded, labels).predict_proba(coded)[:, 1]
    ours = [probability(card.total({"pace": r["pace"], "tool": r["tool"]})) for r in rows]
    # Three weights and a prior, each rounded to a hundredth of a factor ten.
    assert np.abs(np.array(ours) - theirs).max() < 0.012


TRENDS = {
    "rising, with a dip in the middle": ("rising", [0.2, 0.6, 0.3, 0.8], 1),
    "falling, with a bump": ("falling", [0.8, 0.3, 0.6, 0.2], -1),
    "rising, while the cases fall": ("rising", [0.8, 0.6, 0.4, 0.2], 1),
}


@pytest.mark.parametrize(("trend", "shares", "way"), TRENDS.values(), ids=TRENDS)
def test_a_trend_is_kept(trend: str, shares: list[float], way: int) -> None:
    rows: list[dict[str, float | None]] = [{"f": band} for band in range(4) for _ in range(100)]
    labels = [number < 100 * share for share in shares for number in range(100)]
    feature = Feature(code="f", edges=(1, 2, 3), trend=trend)  # type: ignore[arg-type] # a table's words
    weights = [fit_card(rows, labels, features=[feature]).weight("f", band) for band in range(4)]
    assert all((high - low) * way >= 0 for low, high in pairwise(weights)), weights
    free = fit_card(rows, labels, features=[Feature(code="f", edges=(1, 2, 3))])
    turns = [free.weight("f", band) for band in range(4)]
    assert not all((high - low) * way >= 0 for low, high in pairwise(turns)), "the control keeps it by itself"


def test_a_neutral_trend_ends_where_the_data_disagrees() -> None:
    rows: list[dict[str, float | None]] = [{"f": band} for band in range(2) for _ in range(100)]
    labels = [number < 100 * share for share in (0.8, 0.2) for number in range(100)]
    card = fit_card(rows, labels, features=[Feature(code="f", edges=(1,), trend="rising")])
    assert card == Card(prior=0, bands={"f": (Band(least=1, points=0),)})


def test_the_prior_moves_to_where_the_card_is_used() -> None:
    rows, labels = cases(3, size=4_000)
    even = fit_card(rows, labels, features=[PACE, TOOL])
    rare = fit_card(rows, labels, features=[PACE, TOOL], share=0.01)
    assert rare.bands == even.bands
    seen = sum(labels) / len(labels)
    moved = 100 * np.log10((0.01 / 0.99) / (seen / (1 - seen)))
    assert rare.prior - even.prior == pytest.approx(moved, abs=1)


def test_a_missing_value_weighs_nothing_and_stands_for_the_average() -> None:
    rows, labels = cases(4, size=6_000)
    dice = Random(4)  # noqa: S311
    holed = [{**row, "pace": None if dice.random() < 0.3 else row["pace"]} for row in rows]
    card = fit_card(
        holed, labels, features=[Feature(code="pace", edges=(5, 10), trend="rising", floor=0), TOOL]
    )
    seen = [card.weight("pace", row["pace"]) for row in holed if row["pace"] is not None]
    assert abs(sum(seen) / len(seen)) < 1
    assert card.weight("pace", 0) < 0 < card.weight("pace", 14)
    assert card.total({"pace": None, "tool": 0}) == card.prior


def test_cases_count_by_their_weights() -> None:
    rows: list[dict[str, float | None]] = [{"f": 0}, {"f": 0}, {"f": 1}, {"f": 1}] * 50
    labels = [False, True, False, True] * 50
    flat = fit_card(rows, labels, features=[Feature(code="f", edges=(1,))])
    heavy = fit_card(rows, labels, features=[Feature(code="f", edges=(1,))], weights=[1, 1, 1, 9] * 50)
    assert flat.weight("f", 1) == 0
    assert heavy.weight("f", 1) == pytest.approx(95, abs=8)


DULL = {
    "a feature that never varies": [Feature(code="f", edges=(1,))],
    "a feature without edges": [Feature(code="f", edges=())],
    "a feature nobody has": [Feature(code="moon", edges=(1, 2))],
    "no features": [],
}


@pytest.mark.parametrize("features", DULL.values(), ids=DULL)
def test_what_teaches_nothing_leaves_the_share(features: list[Feature]) -> None:
    rows: list[dict[str, float | None]] = [{"f": 0.0}] * 40
    card = fit_card(rows, [True] * 10 + [False] * 30, features=features)
    assert card.prior == round(100 * np.log10(10 / 30))
    assert {band.points for bands in card.bands.values() for band in bands} <= {0}


UNFITTABLE = {
    "nothing bad": ([{"f": 1.0}], [False]),
    "nothing good": ([{"f": 1.0}], [True]),
    "no cases": ([], []),
    "a case without a label": ([{"f": 1.0}, {"f": 2.0}], [True]),
}


@pytest.mark.parametrize(("rows", "labels"), UNFITTABLE.values(), ids=UNFITTABLE)
def test_what_cannot_be_fitted_is_said(rows: list[dict[str, float | None]], labels: list[bool]) -> None:
    with pytest.raises(NotFittable):
        fit_card(rows, labels, features=[NOISE])


def test_nobody_is_judged_by_a_card_that_saw_its_neighbours() -> None:
    # Every group has a value of its own and one label: learnt by heart it looks perfect, and means nothing.
    rows: list[dict[str, float | None]] = [{f"mark-{group}": 1.0} for group in range(60) for _ in range(20)]
    labels = [Random(group).random() < 0.5 for group in range(60) for _ in range(20)]  # noqa: S311
    groups = [str(group) for group in range(60) for _ in range(20)]
    features = [Feature(code=f"mark-{group}", edges=(1,)) for group in range(60)]
    by_heart = fit_card(rows, labels, features=features)

    def fit(some: Sequence[Row], said: Sequence[bool]) -> Card:
        return fit_card(some, said, features=features)

    honest = cross_totals(rows, labels, groups=groups, fit=fit)
    assert metrics.auc(labels, [by_heart.total(row) for row in rows]) == 1.0
    assert metrics.auc(labels, honest) < 0.6
    leaky = cross_totals(rows, labels, groups=[str(at) for at in range(len(rows))], fit=fit)
    assert metrics.auc(labels, leaky) == 1.0, "the control: without groups the same cards cheat"


def test_a_fitted_card_is_read_like_a_hand_made_one() -> None:
    rows, labels = cases(5, size=2_000)
    card = fit_card(rows, labels, features=[PACE, TOOL, NOISE])
    assert parse_card(tomllib.loads(write_card(card)), codes=frozenset({"pace", "tool", "noise"})) == card


@pytest.mark.parametrize("points", [*range(-1200, 1201, 7), 1, -1, 31, 301])
def test_every_weight_survives_being_written(points: int) -> None:
    card = Card(prior=points, bands={"f": (Band(least=0.123456789, points=points),)})
    assert parse_card(tomllib.loads(write_card(card)), codes=frozenset({"f"})) == card


EDGES = {
    "even parts": (range(12), 3, (3, 6, 9)),
    "the rest of what seldom happens": ([0] * 90 + [1, 2, 3, 4] * 3, 5, (1, 2, 3, 4)),
    "equal values never part": ([0, 1, 1, 1, 1, 1, 1, 1, 1, 2], 3, (1,)),
    "mostly nothing": ([0, 0, 0, 0, 7], 5, (7,)),
    "always the same": ([4, 4, 4], 5, ()),
    "no values": ([], 5, ()),
}


@pytest.mark.parametrize(("values", "most", "edges"), EDGES.values(), ids=EDGES)
def test_edges(values: list[float], most: int, edges: tuple[float, ...]) -> None:
    assert quantile_edges(values, most=most) == edges


@pytest.mark.parametrize(
    ("value", "band"), [(None, None), (float("nan"), None), (-1, 0), (5, 1), (9.9, 1), (10, 2)]
)
def test_bands(value: float | None, band: int | None) -> None:
    assert band_of(value, (5, 10)) == band
