"""Say how well totals tell good from bad, and how far their probabilities can be believed. Pure Python.

Labels are true for bad, which a high score should mean. Functions raise `NotMeasurable` where a figure has no meaning,
such as ranking without anything bad to rank.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import log, sqrt

from scorecard.unit import probability

# A share of nothing would make the index infinite; a tenth of a thousandth is its customary floor.
LEAST_SHARE = 0.0001
SURE = 1e-15


class NotMeasurable(ValueError):
    """There is nothing to measure: no cases, one class only, or lists of different lengths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is caught when everything scored at or above `least` is called bad."""

    least: float
    caught: int  # bad ones
    mistaken: int  # good ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Cases of similar probability: the mean that was said, the share that came true and its 95 % interval."""

    count: int
    said: float
    true: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """Every figure of one scorecard on one set of cases."""

    bad: int
    good: int
    auc: float
    average_precision: float
    recall: float  # at the rate below
    false_positive_rate: float
    least_total: int | None  # from this total on: the threshold with that recall; None when there is none
    brier: float
    log_loss: float
    calibration_error: float


def measure(labels: Sequence[bool], totals: Sequence[int], *, false_positive_rate: float = 0.01) -> Metrics:
    """Return all metrics of totals in centibans.

    :raises NotMeasurable: without cases of both kinds
    """
    said = [probability(total) for total in totals]
    best = operating_point(labels, totals, false_positive_rate=false_positive_rate)
    bad = sum(labels)
    return Metrics(
        bad=bad,
        good=len(labels) - bad,
        auc=auc(labels, totals),
        average_precision=average_precision(labels, totals),
        recall=best.caught / bad if best else 0.0,
        false_positive_rate=false_positive_rate,
        least_total=int(best.least) if best else None,
        brier=brier(labels, said),
        log_loss=log_loss(labels, said),
        calibration_error=calibration_error(labels, said),
    )


def curve(labels: Sequence[bool], scores: Sequence[float]) -> Iterator[Step]:
    """Yield a step for every different score, from the highest down; equal scores go together."""
    cases = sorted(zip(scores, labels, strict=True), key=lambda case: -case[0])
    caught = mistaken = 0
    for score, group in groupby(cases, key=lambda case: case[0]):
        kinds = [is_bad for _, is_bad in group]
        caught += sum(kinds)
        mistaken += len(kinds) - sum(kinds)
        yield Step(least=score, caught=caught, mistaken=mistaken)


def auc(labels: Sequence[bool], scores: Sequence[float]) -> float:
    """Return the chance that a bad case scores above a good one, ties counted half.

    The area under the ROC curve by trapezoids (Hanley and McNeil, 1982).

    :raises NotMeasurable: without cases of both kinds
    """
    bad, good = _kinds(labels, scores)
    area = 0.0
    before = Step(least=0, caught=0, mistaken=0)
    for step in curve(labels, scores):
        area += (step.mistaken - before.mistaken) * (step.caught + before.caught) / 2
        before = step
    return area / (bad * good)


def average_precision(labels: Sequence[bool], scores: Sequence[float]) -> float:
    """Return the precision averaged over the bad cases found, without interpolation between steps.

    :raises NotMeasurable: without cases of both kinds
    """
    bad, _ = _kinds(labels, scores)
    total, caught = 0.0, 0
    for step in curve(labels, scores):
        total += (step.caught - caught) / bad * step.caught / (step.caught + step.mistaken)
        caught = step.caught
    return total


def operating_point(
    labels: Sequence[bool], scores: Sequence[float], *, false_positive_rate: float
) -> Step | None:
    """Return the lowest threshold at which no larger share of good cases is mistaken; None when every one does worse.

    :raises NotMeasurable: without cases of both kinds
    """
    _, good = _kinds(labels, scores)
    best = None
    for step in curve(labels, scores):
        if step.mistaken / good > false_positive_rate:
            break
        best = step
    return best


def recall_at(labels: Sequence[bool], scores: Sequence[float], *, false_positive_rate: float) -> float:
    """Return the share of bad cases caught at that operating point.

    :raises NotMeasurable: without cases of both kinds
    """
    bad, _ = _kinds(labels, scores)
    best = operating_point(labels, scores, false_positive_rate=false_positive_rate)
    return best.caught / bad if best else 0.0


def brier(labels: Sequence[bool], probabilities: Sequence[float]) -> float:
    """Return the mean squared error of probabilities (Brier, 1950): 0 is perfect, a quarter is a coin.

    :raises NotMeasurable: without cases
    """
    _cases(labels, probabilities)
    return sum((said - is_bad) ** 2 for is_bad, said in zip(labels, probabilities, strict=True)) / len(labels)


def log_loss(labels: Sequence[bool], probabilities: Sequence[float]) -> float:
    """Return the mean surprise in nats; a certainty that was wrong costs 34.5, not infinity.

    :raises NotMeasurable: without cases
    """
    _cases(labels, probabilities)
    surprise = 0.0
    for is_bad, said in zip(labels, probabilities, strict=True):
        sure = min(max(said, SURE), 1 - SURE)
        surprise -= log(sure if is_bad else 1 - sure)
    return surprise / len(labels)


def reliability(labels: Sequence[bool], probabilities: Sequence[float], *, bins: int = 10) -> tuple[Bin, ...]:
    """Return what was said beside what came true, in equal stretches of probability; empty ones are left out.

    :raises NotMeasurable: without cases
    """
    _cases(labels, probabilities)
    edges = [number / bins for number in range(1, bins)]
    said = [0.0] * bins
    true = [0] * bins
    counts = [0] * bins
    for is_bad, each in zip(labels, probabilities, strict=True):
        place = bisect_left(edges, each)
        said[place] += each
        true[place] += is_bad
        counts[place] += 1
    found = []
    for total, hits, count in zip(said, true, counts, strict=True):
        if count:
            low, high = interval(hits, count)
            found.append(Bin(count=count, said=total / count, true=hits / count, low=low, high=high))
    return tuple(found)


def calibration_error(labels: Sequence[bool], probabilities: Sequence[float], *, bins: int = 10) -> float:
    """Return how far what was said lies from what came true, averaged over cases by those bins.

    :raises NotMeasurable: without cases
    """
    found = reliability(labels, probabilities, bins=bins)
    return sum(each.count * abs(each.said - each.true) for each in found) / len(labels)


def interval(hits: int, count: int, *, z: float = 1.959964) -> tuple[float, float]:
    """Return Wilson's interval (1927) of a share: honest with few cases, and never outside 0 to 1.

    :raises NotMeasurable: without cases
    """
    if count <= 0:
        raise NotMeasurable("a share of nothing")
    share = hits / count
    middle = share + z * z / (2 * count)
    spread = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    width = 1 + z * z / count
    # Rounding must not push the share itself out of its interval.
    return max(0.0, min(share, (middle - spread) / width)), min(1.0, max(share, (middle + spread) / width))


def psi(expected: Sequence[float], actual: Sequence[float], *, edges: Sequence[float]) -> float:
    """Return the population stability index between two samples over bands that begin at ascending edges.

    Under 0.1 is the same population, over 0.25 another one (Siddiqi, *Credit Risk Scorecards*, 2006).

    :raises NotMeasurable: when a sample is empty
    """
    if not expected or not actual:
        raise NotMeasurable("a stability index needs two samples")
    return psi_of_counts(_counts(expected, edges), _counts(actual, edges))


def psi_of_counts(expected: Sequence[int], actual: Sequence[int]) -> float:
    """Return the population stability index between two samples that are counted by band already.

    :raises NotMeasurable: when a sample is empty, or they have not the same bands
    """
    if not sum(expected) or not sum(actual) or len(expected) != len(actual):
        raise NotMeasurable("a stability index needs two samples of the same bands")
    index = 0.0
    for was, is_now in zip(_shares(expected), _shares(actual), strict=True):
        index += (is_now - was) * log(is_now / was)
    return index


def _counts(values: Sequence[float], edges: Sequence[float]) -> list[int]:
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[bisect_right(edges, value)] += 1
    return counts


def _shares(counts: Sequence[int]) -> list[float]:
    return [max(count / sum(counts), LEAST_SHARE) for count in counts]


def _cases(labels: Sequence[bool], values: Sequence[float]) -> None:
    if not labels or len(labels) != len(values):
        raise NotMeasurable(f"{len(labels)} labels for {len(values)} values")


def _kinds(labels: Sequence[bool], values: Sequence[float]) -> tuple[int, int]:
    _cases(labels, values)
    bad = sum(labels)
    if bad in (0, len(labels)):
        raise NotMeasurable("needs cases of both kinds")
    return bad, len(labels) - bad
