"""Metrics are what the field's library says they are, to the last digits, and small cases can be checked by hand."""

from math import log
from random import Random

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    log_loss,
    roc_auc_score,
    roc_curve,
)

from scorecard import metrics, probability

type Sample = tuple[list[bool], list[int]]


def sample(seed: int, *, size: int, share: float, apart: float, step: int) -> Sample:
    """Return labels and totals in centibans: `apart` is how far bad ones score above good ones."""
    dice = Random(seed)  # noqa: S311  # a seed, so that red stays red
    labels = [dice.random() < share for _ in range(size)]
    totals = [round(dice.gauss(apart * is_bad - 100, 90) / step) * step for is_bad in labels]
    return labels, totals


SAMPLES = {
    "many cases, half of them bad": sample(1, size=2000, share=0.5, apart=120, step=1),
    "few bad ones, as in a shop": sample(2, size=3000, share=0.02, apart=150, step=1),
    "nearly all bad": sample(3, size=500, share=0.95, apart=60, step=1),
    "many ties": sample(4, size=1000, share=0.2, apart=100, step=60),
    "two scores only": sample(5, size=400, share=0.3, apart=100, step=400),
    "a score that tells nothing": sample(6, size=800, share=0.3, apart=0, step=1),
    "a score that is the wrong way round": sample(7, size=800, share=0.3, apart=-150, step=1),
    "one good and one bad": ([True, False], [10, -10]),
    "everything ties": ([True, False, False], [5, 5, 5]),
}


@pytest.mark.parametrize(("labels", "totals"), SAMPLES.values(), ids=SAMPLES)
def test_figures_are_the_fields_own(labels: list[bool], totals: list[int]) -> None:
    said = [probability(total) for total in totals]
    found = metrics.measure(labels, totals, false_positive_rate=0.05)
    assert found.auc == pytest.approx(roc_auc_score(labels, totals))
    assert found.average_precision == pytest.approx(average_precision_score(labels, totals))
    assert found.brier == pytest.approx(brier_score_loss(labels, said))
    assert found.log_loss == pytest.approx(log_loss(labels, said))
    assert (found.bad, found.good) == (sum(labels), len(labels) - sum(labels))


@pytest.mark.parametrize("rate", [0.0, 0.001, 0.01, 0.05, 0.2, 1.0])
@pytest.mark.parametrize(("labels", "totals"), SAMPLES.values(), ids=SAMPLES)
def test_recall_at_a_rate_is_read_off_the_curve(labels: list[bool], totals: list[int], rate: float) -> None:
    false_rates, recalls, thresholds = roc_curve(labels, totals, drop_intermediate=False)
    allowed = np.flatnonzero(false_rates <= rate)[-1]
    assert metrics.recall_at(labels, totals, false_positive_rate=rate) == pytest.approx(recalls[allowed])
    point = metrics.operating_point(labels, totals, false_positive_rate=rate)
    if point is not None:
        assert point.least == thresholds[allowed]
    else:
        assert thresholds[allowed] == np.inf


@pytest.mark.parametrize(("labels", "totals"), SAMPLES.values(), ids=SAMPLES)
def test_reliability_is_the_fields_own(labels: list[bool], totals: list[int]) -> None:
    said = [probability(total) for total in totals]
    true, mean = calibration_curve(labels, said, n_bins=10)
    found = metrics.reliability(labels, said, bins=10)
    assert [each.true for each in found] == pytest.approx(list(true))
    assert [each.said for each in found] == pytest.approx(list(mean))
    assert sum(each.count for each in found) == len(labels)
    assert all(0 <= each.low <= each.true <= each.high <= 1 for each in found)


def test_a_small_case_by_hand() -> None:
    labels, totals = [True, False, True, False], [30, 20, 10, 0]
    # Of the four pairs of a bad and a good one, three are in order.
    assert metrics.auc(labels, totals) == 0.75
    assert metrics.average_precision(labels, totals) == pytest.approx((1 + 2 / 3) / 2)
    assert metrics.recall_at(labels, totals, false_positive_rate=0) == 0.5
    assert metrics.recall_at(labels, totals, false_positive_rate=0.5) == 1.0


CALIBRATION = {
    "what was said came true": ([True, False], [0.5, 0.5], 0.0),
    "sure and right": ([True, False], [1.0, 0.0], 0.0),
    "sure and wrong": ([True, False], [0.0, 1.0], 1.0),
    "a tenth too sure": ([True, True, True, True, False], [0.9] * 5, 0.1),
}


@pytest.mark.parametrize(("labels", "said", "error"), CALIBRATION.values(), ids=CALIBRATION)
def test_calibration_error(labels: list[bool], said: list[float], error: float) -> None:
    assert metrics.calibration_error(labels, said) == pytest.approx(error)


def test_a_certainty_that_was_wrong_has_a_price_but_an_end() -> None:
    assert metrics.log_loss([True], [0.0]) == pytest.approx(-log(1e-15))


INTERVALS = {
    "no hit in ten says little": (0, 10, 0.0, 0.2775),
    "half of a hundred": (50, 100, 0.4038, 0.5962),
    "all of four": (4, 4, 0.5101, 1.0),
}


@pytest.mark.parametrize(("hits", "count", "low", "high"), INTERVALS.values(), ids=INTERVALS)
def test_intervals(hits: int, count: int, low: float, high: float) -> None:
    assert metrics.interval(hits, count) == pytest.approx((low, high), abs=5e-5)


STABILITY = {
    "the same sample": ([1, 2, 3, 4], [1, 2, 3, 4], [2, 3], 0.0),
    "in another order": ([1, 2, 3, 4], [4, 3, 2, 1], [2, 3], 0.0),
    "a half moved over the edge": (
        [0, 0, 1, 1],
        [0, 1, 1, 1],
        [1],
        0.25 * log(0.75 / 0.5) - 0.25 * log(0.25 / 0.5),
    ),
    "a band that nobody is in any more": (
        [0, 1],
        [0, 0],
        [1],
        0.5 * log(2) + (0.0001 - 0.5) * log(0.0001 / 0.5),
    ),
}


@pytest.mark.parametrize(("expected", "actual", "edges", "index"), STABILITY.values(), ids=STABILITY)
def test_stability(expected: list[float], actual: list[float], edges: list[float], index: float) -> None:
    assert metrics.psi(expected, actual, edges=edges) == pytest.approx(index)


UNMEASURABLE = {
    "no cases at all": ([], []),
    "nothing bad": ([False, False], [1, 2]),
    "nothing good": ([True, True], [1, 2]),
    "a label without a total": ([True, False], [1]),
}


@pytest.mark.parametrize(("labels", "totals"), UNMEASURABLE.values(), ids=UNMEASURABLE)
def test_what_cannot_be_measured_is_said(labels: list[bool], totals: list[int]) -> None:
    with pytest.raises(metrics.NotMeasurable):
        metrics.measure(labels, totals)


def test_a_share_or_a_stability_of_nothing_is_said() -> None:
    with pytest.raises(metrics.NotMeasurable):
        metrics.interval(0, 0)
    with pytest.raises(metrics.NotMeasurable):
        metrics.psi([], [1.0], edges=[1])
    with pytest.raises(metrics.NotMeasurable):
        metrics.psi_of_counts([0, 0], [1, 2])
    with pytest.raises(metrics.NotMeasurable):
        metrics.psi_of_counts([1], [1, 2])


def test_counted_bands_are_the_same_index() -> None:
    assert metrics.psi_of_counts([2, 2], [1, 3]) == pytest.approx(
        metrics.psi([0, 0, 1, 1], [0, 1, 1, 1], edges=[1])
    )
