"""Fit a scorecard to labelled cases: L2 logistic regression on banded features, rounded to whole centibans.

Needs the optional extra `fit` (numpy, scikit-learn). What comes out is a `Card`: plain bands that predict in pure
Python, read in a policy's TOML, and add up exactly.

A feature's bands are coded as steps ("has reached edge k"), so that the penalty shrinks the jump from each band to the
next: thinly filled bands borrow from their neighbours. Where a trend is declared, a jump the wrong way is taken out and
the rest fitted again until none is left (an active set: the bands on both sides become one).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from scorecard.band import Feature, band_of
from scorecard.card import Band, Card
from scorecard.unit import POINTS_PER_BAN

type Row = Mapping[str, float | None]
type Matrix = NDArray[np.float64]

POINTS_PER_NAT = POINTS_PER_BAN / log(10)


class NotFittable(ValueError):
    """The cases cannot teach anything: none, one class only, or lists of different lengths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """The coded cases: `columns[i]` is (feature, edge); `means` are of the cases that have the feature."""

    matrix: Matrix
    columns: tuple[tuple[int, int], ...]
    means: Matrix


def fit_card(
    rows: Sequence[Row],
    labels: Sequence[bool],
    *,
    features: Sequence[Feature],
    strength: float = 1.0,
    weights: Sequence[float] | None = None,
    share: float | None = None,
) -> Card:
    """Return the card that fits best; true labels are bad.

    `strength` is the inverse of the penalty (scikit-learn's C), `weights` count a case more or less, and `share` is the
    share of bad ones where the card will be used, if labels were not gathered in that proportion: the prior is moved
    there (King and Zeng, *Logistic Regression in Rare Events Data*, 2001), the weights of evidence stay.

    :raises NotFittable: without cases of both kinds
    """
    bad = sum(labels)
    if len(rows) != len(labels) or bad in (0, len(labels)):
        raise NotFittable(f"{len(rows)} cases, {bad} of them bad: both kinds are needed")
    features = [feature for feature in features if feature.edges]
    steps = _coded(rows, features)
    wanted = np.array(
        [{"rising": 1, "falling": -1, "free": 0}[features[at].trend] for at, _ in steps.columns]
    )
    jumps, intercept = _fitted(steps.matrix, labels, wanted=wanted, strength=strength, weights=weights)
    bands, shift = _bands(features, steps, jumps)
    intercept += shift
    if share is not None:
        weight = [1.0] * len(labels) if weights is None else list(weights)
        seen = sum(each for each, is_bad in zip(weight, labels, strict=True) if is_bad) / sum(weight)
        intercept += log(share / (1 - share)) - log(seen / (1 - seen))
    return Card(prior=round(intercept * POINTS_PER_NAT), bands=bands)


def cross_totals(
    rows: Sequence[Row],
    labels: Sequence[bool],
    *,
    groups: Sequence[str],
    fit: Callable[[Sequence[Row], Sequence[bool]], Card],
    total: Callable[[Card, Row], int] = Card.total,
    folds: int = 5,
) -> tuple[int, ...]:
    """Return every case's total by a card that never saw it, nor any case of its group.

    `fit` makes a card of the cases outside of a fold, and `total` applies it to those inside. Groups (a visitor's
    network, a customer) are dealt to folds by a checksum: the same cases give the same folds.

    :raises NotFittable: when the cases outside of a fold are of one kind only
    """
    places = [crc32(group.encode()) % folds for group in groups]
    totals = [0] * len(rows)
    for fold in sorted(set(places)):
        inside = [at for at, place in enumerate(places) if place != fold]
        card = fit([rows[at] for at in inside], [labels[at] for at in inside])
        for at, place in enumerate(places):
            if place == fold:
                totals[at] = total(card, rows[at])
    return tuple(totals)


def _coded(rows: Sequence[Row], features: Sequence[Feature]) -> _Steps:
    parts: list[Matrix] = []
    means: list[Matrix] = []
    columns: list[tuple[int, int]] = []
    for at, feature in enumerate(features):
        reached = [band_of(row.get(feature.code), feature.edges) for row in rows]
        numbers = np.arange(len(feature.edges))
        coded = np.array([[-1 if each is None else each] for each in reached]) > numbers
        part = coded.astype(np.float64)
        present = np.array([each is not None for each in reached])
        mean = part[present].mean(axis=0) if present.any() else np.zeros(len(numbers))
        if feature.floor is not None:
            part[~present] = mean
        parts.append(part)
        means.append(mean)
        columns += [(at, edge) for edge in range(len(feature.edges))]
    if not parts:
        return _Steps(matrix=np.zeros((len(rows), 0)), columns=(), means=np.zeros(0))
    return _Steps(matrix=np.hstack(parts), columns=tuple(columns), means=np.concatenate(means))


def _fitted(
    matrix: Matrix,
    labels: Sequence[bool],
    *,
    wanted: NDArray[np.int64],
    strength: float,
    weights: Sequence[float] | None,
) -> tuple[Matrix, float]:
    """Return the jump at every column, none against its trend, and the intercept."""
    # A column without any variation teaches nothing.
    kept = np.flatnonzero((matrix != matrix[0]).any(axis=0))
    target = np.array(labels)
    while True:
        jumps = np.zeros(matrix.shape[1])
        if not len(kept):
            seen = np.average(target, weights=weights)
            return jumps, log(seen / (1 - seen))
        # Few columns and many rows: a handful of Newton steps.
        model = LogisticRegression(C=strength, solver="newton-cholesky", max_iter=200, tol=1e-8)
        model.fit(matrix[:, kept], target, sample_weight=weights)
        jumps[kept] = model.coef_[0]
        against = jumps[kept] * wanted[kept] < 0
        if not against.any():
            return jumps, float(model.intercept_[0])
        # The worst offender first: its neighbours may be innocent once it is gone.
        kept = np.delete(kept, np.argmin(jumps[kept] * wanted[kept]))


def _bands(
    features: Sequence[Feature], steps: _Steps, jumps: Matrix
) -> tuple[dict[str, tuple[Band, ...]], float]:
    """Return each feature's bands, equal neighbours made one, and what the intercept gains by centring."""
    found: dict[str, tuple[Band, ...]] = {}
    shift = 0.0
    for at, feature in enumerate(features):
        mine = [place for place, (owner, _) in enumerate(steps.columns) if owner == at]
        weights = np.cumsum(jumps[mine])
        centre = 0.0
        starts = list(feature.edges)
        if feature.floor is not None:
            centre = float(jumps[mine] @ steps.means[mine])
            starts = [feature.floor, *starts]
            weights = np.concatenate([[0.0], weights])
        shift += centre
        bands: list[Band] = []
        for least, weight in zip(starts, weights, strict=True):
            points = round(float(weight - centre) * POINTS_PER_NAT)
            if points != (bands[-1].points if bands else 0):
                bands.append(Band(least=least, points=points))
        # A feature that says nothing stays in the card: it was looked at.
        found[feature.code] = tuple(bands) or (Band(least=starts[0], points=0),)
    return found, shift
