"""Learn behaviour weights from the shop's own labelled visits, and let staff put them in force or take them back.

Bots are visits that walked into traps, scanned, or used a crawler's name falsely; people are visits whose order was
delivered and paid. Fitting needs the optional extra `fit`; what it leaves behind is a row of plain weights.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from botguard.engine.behavior import (
    BOT_CODES,
    CODES,
    GROUPS,
    LEAST_PAGES,
    Sample,
    is_bot,
    merged,
    readings,
    total,
)
from botguard.models import LearnedCard, Visit, VisitLabel
from scorecard import Card, metrics, points, probability, write_card
from scorecard.band import Feature, quantile_edges

LEAST_CASES = 30
MOST_CASES = 50_000
BANDS = 5
LEARNED_FROM = timedelta(days=90)
LABELS_KEPT = timedelta(days=365)
REVERSALS = ("fraud", "chargeback")
type Row = Mapping[str, float | None]


class NotEnough(ValueError):
    """There are too few labelled visits of a kind to learn from."""


class FitMissing(RuntimeError):
    """The optional extra `fit` is not installed."""


class NotThere(LookupError):
    """No scorecard in that state, perhaps because somebody else was quicker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What was learned: behaviour weights, and how they and those in force do on visits neither was fitted on."""

    card: Card
    bots: int
    people: int
    since: datetime
    live: metrics.Metrics
    learned: metrics.Metrics
    bins: tuple[metrics.Bin, ...]


def label_visit(key_id: str, *, outcome: str, now: datetime) -> None:
    """Remember that a visit was a person's once its order was delivered, and forget it when that turns out false."""
    if outcome == "delivered" and key_id:
        VisitLabel.objects.update_or_create(
            visitor=key_id[:43], defaults={"label": "person", "source": outcome, "at": now}
        )
    elif outcome in REVERSALS:
        VisitLabel.objects.filter(visitor=key_id[:43]).delete()


def forget_labels(*, now: datetime) -> None:
    """Delete labels that are over a year old."""
    VisitLabel.objects.filter(at__lt=now - LABELS_KEPT).delete()


def labelled_visits(*, since: datetime) -> tuple[Sample, ...]:
    """Return every labelled visit with a key from then on, newest first; one that is both says nothing."""
    seen = Visit.objects.filter(has_key=True, pages__gte=LEAST_PAGES, last_at__gte=since).order_by(
        "-last_at", "pk"
    )
    people = set(
        VisitLabel.objects.filter(label="person", at__gte=since)
        .order_by("-at")
        .values_list("visitor", flat=True)[:MOST_CASES]
    )
    bots = seen.filter(codes__has_any_keys=BOT_CODES)[:MOST_CASES]
    found = []
    for visit in [*bots, *seen.filter(visitor__in=people)]:
        was_bot, was_person = is_bot(visit.codes), visit.visitor in people
        if was_bot != was_person:
            values = readings(visit.peaks, agent_class=visit.agent_class)
            found.append(Sample(values=values, is_bot=was_bot, network=visit.network))
    return tuple(found)


def learn(samples: Sequence[Sample], *, hand: Card, live: Card, since: datetime) -> Lesson:
    """Fit behaviour weights on labelled visits.

    :raises NotEnough: with fewer than thirty visits of a kind
    :raises FitMissing: without the optional extra
    """
    try:
        from scorecard.fit import NotFittable, cross_totals, fit_card  # the extra is heavy, and optional
    except ImportError as error:
        raise FitMissing("Install the extra: uv sync --extra fit") from error
    rows: list[Row] = [sample.values for sample in samples]
    labels = [sample.is_bot for sample in samples]
    bots, people = sum(labels), len(labels) - sum(labels)
    if min(bots, people) < LEAST_CASES:
        raise NotEnough(f"{bots} bots and {people} people are labelled; {LEAST_CASES} of each are needed")
    fit = partial(_fit, hand=hand, fit_card=fit_card)
    try:
        honest = cross_totals(rows, labels, groups=[each.network for each in samples], fit=fit, total=total)
    except NotFittable as error:
        raise NotEnough("The bots, or the people, all come from a few networks") from error
    # Hand-set weights know nothing of the share among labelled visits: their prior is moved there to be comparable.
    usual = replace(live, prior=points(bots / people))
    card = fit(rows, labels)
    changed = {code: bands for code, bands in card.bands.items() if bands != hand.bands[code]}
    return Lesson(
        card=replace(card, bands=changed),
        bots=bots,
        people=people,
        since=since,
        live=metrics.measure(labels, [total(usual, row) for row in rows]),
        learned=metrics.measure(labels, honest),
        bins=metrics.reliability(labels, [probability(each) for each in honest]),
    )


def keep(lesson: Lesson, *, now: datetime) -> LearnedCard:
    """Store what was learned as the challenger; an earlier challenger retires."""
    with transaction.atomic():
        LearnedCard.objects.filter(state="challenger").update(state="retired", ended_at=now)
        return LearnedCard.objects.create(
            created_at=now,
            card=write_card(lesson.card),
            bots=lesson.bots,
            people=lesson.people,
            since=lesson.since,
            metrics={"live": asdict(lesson.live), "learned": asdict(lesson.learned)},
            bins=[asdict(each) for each in lesson.bins],
        )


def keep_told(told: Mapping[str, object], *, now: datetime) -> LearnedCard:
    """Store what was learned somewhere else as the challenger of then; an earlier challenger retires.

    `told` has a row's card, bots, people, metrics and bins.
    """
    with transaction.atomic():
        LearnedCard.objects.filter(state="challenger").update(state="retired", ended_at=now)
        return LearnedCard.objects.create(created_at=now, since=now - LEARNED_FROM, **told)


def promote(card_id: int, *, now: datetime) -> LearnedCard:
    """Put a challenger's weights in force, or earlier ones again; every process follows with its next snapshot.

    :raises NotThere: when they are in force already
    """
    with transaction.atomic():
        card = _locked(card_id, "challenger", "retired")
        LearnedCard.objects.filter(state="live").update(state="retired", ended_at=now)
        card.state, card.promoted_at, card.ended_at = "live", now, None
        card.save(update_fields=["state", "promoted_at", "ended_at"])
    return card


def retire(card_id: int, *, now: datetime) -> LearnedCard:
    """Take a challenger back, or weights in force: the hand-set ones hold again.

    :raises NotThere: when it is retired already
    """
    with transaction.atomic():
        card = _locked(card_id, "challenger", "live")
        card.state, card.ended_at = "retired", now
        card.save(update_fields=["state", "ended_at"])
    return card


def _locked(card_id: int, *states: str) -> LearnedCard:
    card = LearnedCard.objects.select_for_update().filter(pk=card_id, state__in=states).first()
    if card is None:
        raise NotThere(card_id)
    return card


def _fit(rows: Sequence[Row], labels: Sequence[bool], *, hand: Card, fit_card: Callable[..., Card]) -> Card:
    """Return hand-set bands with fitted ones in their place, under the prior of these visits."""
    features = []
    for group in GROUPS:
        chosen = max(group, key=lambda code: _ranks(rows, labels, code))
        values = [row.get(chosen) or 0.0 for row in rows]
        by_hand = [band.least for band in hand.bands[chosen] if band.least <= max(values)]
        edges = tuple(sorted({*quantile_edges(values, most=BANDS), *by_hand}))
        features.append(Feature(code=chosen, edges=edges, trend="rising"))
    learned = fit_card(rows, labels, features=features)
    highest: Counter[str] = Counter()
    for row, was_bot in zip(rows, labels, strict=True):
        if not was_bot:
            for code in CODES:
                highest[code] = max(highest[code], row.get(code) or 0)  # type: ignore[assignment] # a reading
    return replace(merged(hand, learned, highest=highest), prior=learned.prior)


def _ranks(rows: Sequence[Row], labels: Sequence[bool], code: str) -> float:
    """Return how well one reading alone tells bots from people."""
    try:
        return metrics.auc(labels, [row.get(code) or 0.0 for row in rows])
    except metrics.NotMeasurable:
        return 0.5
