"""Learn what signals weigh from orders whose end is known, and let staff put that in force or take it back.

Fitting needs the optional extra `fit`; what it leaves behind is a row of plain weights.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction

from antifraud.engine.learning import Case, Split, Trial, by_chance, by_time, features_of, merged, total
from antifraud.models import FittedCard
from scorecard import Card, metrics, probability, write_card

LEAST_CASES = 30
SPLITS: tuple[Callable[[Sequence[Case]], Split], ...] = (by_time, by_chance)


class NotEnough(ValueError):
    """There are too few orders of a kind to learn from."""


class FitMissing(RuntimeError):
    """The optional extra `fit` is not installed."""


class NotThere(LookupError):
    """No weights in that state, perhaps because somebody else was quicker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What was learned, and how it and what is in force do on orders that neither was fitted on."""

    card: Card  # whole, as it would be in force
    changed: Card  # only what differs from the hand-set weights
    bad: int
    good: int
    since: datetime
    trials: tuple[Trial, ...]
    bins: tuple[metrics.Bin, ...]


def learn(cases: Sequence[Case], *, hand: Card, live: Card) -> Lesson:
    """Fit weights on orders whose end is known; the figures come from fits that had not seen what they are tried on.

    :raises NotEnough: with fewer than thirty orders of a kind
    :raises FitMissing: without the optional extra
    """
    bad = sum(case.is_bad for case in cases)
    good = len(cases) - bad
    if min(bad, good) < LEAST_CASES:
        raise NotEnough(f"{bad} bad and {good} good orders are known; {LEAST_CASES} of each are needed")
    card = fitted(cases, hand=hand)
    changed = {code: bands for code, bands in card.bands.items() if bands != hand.bands[code]}
    tried = [split(cases) for split in SPLITS]
    return Lesson(
        card=card,
        changed=replace(card, bands=changed),
        bad=bad,
        good=good,
        since=min(case.placed_at for case in cases),
        trials=tuple(trial for split in tried if (trial := try_out(split, hand=hand, live=live))),
        bins=_bins(tried[0], hand=hand),
    )


def try_out(split: Split, *, hand: Card, live: Card, false_positive_rate: float = 0.01) -> Trial | None:
    """Measure what is in force, and a fit on one side of a split, on its other side; None when that is all of a kind.

    The fit is left out where its side is too small, and where the extra is not installed.
    """
    labels = [case.is_bad for case in split.tried]
    if not 0 < sum(labels) < len(labels):
        return None
    rate = false_positive_rate
    learned = None
    try:
        card = fitted(split.taught, hand=hand)
    except (NotEnough, FitMissing):
        pass
    else:
        learned = metrics.measure(labels, _totals(card, split.tried), false_positive_rate=rate)
    return Trial(
        name=split.name,
        taught=len(split.taught),
        tried=len(split.tried),
        bad=sum(labels),
        live=metrics.measure(labels, _totals(live, split.tried), false_positive_rate=rate),
        learned=learned,
    )


def fitted(cases: Sequence[Case], *, hand: Card) -> Card:
    """Return hand-set weights with fitted ones in their place.

    :raises NotEnough: with fewer than thirty orders of a kind
    :raises FitMissing: without the optional extra
    """
    try:
        from scorecard.fit import fit_card  # the extra is heavy, and optional
    except ImportError as error:
        raise FitMissing("Install the extra: uv sync --extra fit") from error
    labels = [case.is_bad for case in cases]
    if min(sum(labels), len(labels) - sum(labels)) < LEAST_CASES:
        raise NotEnough(f"{LEAST_CASES} orders of each kind are needed")
    rows = [case.values for case in cases]
    features = features_of(rows, hand=hand)
    return merged(hand, fit_card(rows, labels, features=features), cases=cases)


def keep(lesson: Lesson, *, now: datetime) -> FittedCard:
    """Store what was learned as the challenger; an earlier challenger retires."""
    with transaction.atomic():
        FittedCard.objects.filter(state="challenger").update(state="retired", ended_at=now)
        return FittedCard.objects.create(
            created_at=now,
            card=write_card(lesson.changed),
            bad=lesson.bad,
            good=lesson.good,
            since=lesson.since,
            trials=[asdict(trial) for trial in lesson.trials],
            bins=[asdict(each) for each in lesson.bins],
        )


def promote(card_id: int, *, now: datetime) -> FittedCard:
    """Put a challenger's weights in force, or earlier ones again; the next order is judged by them.

    :raises NotThere: when they are in force already
    """
    with transaction.atomic():
        card = _locked(card_id, "challenger", "retired")
        FittedCard.objects.filter(state="live").update(state="retired", ended_at=now)
        card.state, card.promoted_at, card.ended_at = "live", now, None
        card.save(update_fields=["state", "promoted_at", "ended_at"])
    return card


def retire(card_id: int, *, now: datetime) -> FittedCard:
    """Take a challenger back, or weights in force: the hand-set ones hold again.

    :raises NotThere: when it is retired already
    """
    with transaction.atomic():
        card = _locked(card_id, "challenger", "live")
        card.state, card.ended_at = "retired", now
        card.save(update_fields=["state", "ended_at"])
    return card


def _totals(card: Card, cases: Sequence[Case]) -> list[int]:
    return [total(card, case.values) for case in cases]


def _bins(split: Split, *, hand: Card) -> tuple[metrics.Bin, ...]:
    try:
        card = fitted(split.taught, hand=hand)
    except NotEnough:
        return ()
    if not split.tried:
        return ()
    said = [probability(each) for each in _totals(card, split.tried)]
    return metrics.reliability([case.is_bad for case in split.tried], said)


def _locked(card_id: int, *states: str) -> FittedCard:
    # Every change of state takes the same lock first: two at once would both pass the check of the other's row.
    rows = {row.pk: row for row in FittedCard.objects.select_for_update().order_by("pk")}
    card = rows.get(card_id)
    if card is None or card.state not in states:
        raise NotThere(card_id)
    return card
