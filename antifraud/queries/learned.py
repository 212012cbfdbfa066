"""Weights learned from orders: those in force, the challenger beside them, and what it would have done otherwise."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any  # figures as they were stored

from antifraud import conf
from antifraud.engine.cause import AFTERMATH
from antifraud.engine.learning import adapted, readings, total
from antifraud.engine.policy import Policy
from antifraud.engine.signal import SIGNALS
from antifraud.models import Assessment, FittedCard
from antifraud.queries.outcome import labels_of
from scorecard import Card, CardError, parse_card
from scorecard.metrics import Bin

MOST_ORDERS = 2_000
NOTHING = Card(prior=0, bands={})
READ = frozenset(signal.code for signal in SIGNALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """Learned weights as staff see them; `weights` are rows of (code, hand-set bands, learned bands)."""

    id: int
    state: str
    created_at: datetime
    promoted_at: datetime | None
    ended_at: datetime | None
    bad: int
    good: int
    since: datetime
    trials: Sequence[Mapping[str, Any]]
    bins: tuple[Bin, ...]
    prior: tuple[int, int]  # by hand, and learned
    weights: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """How many orders since the challenger was fitted are amber or worse: as judged, and by its weights."""

    orders: int = 0
    live: int = 0
    challenger: int = 0
    only_live: int = 0
    only_challenger: int = 0
    bad: int = 0  # of those whose end is known
    bad_live: int = 0
    bad_challenger: int = 0
    good: int = 0
    good_live: int = 0
    good_challenger: int = 0


def policy() -> conf.LoadedPolicy:
    """Return the policy with the learned weights that are in force; the fingerprint tells them."""
    loaded = conf.policy()
    row = FittedCard.objects.filter(state="live").first()
    learned = _learned(row) if row is not None else NOTHING
    if row is None or not learned.bands:
        return loaded
    card = adapted(loaded.policy.card, learned)
    return conf.LoadedPolicy(
        policy=replace(loaded.policy, card=card), fingerprint=f"{loaded.fingerprint}+{row.pk}"
    )


def hand_policy() -> Policy:
    """Return the policy as its file has it."""
    return conf.policy().policy


def cards(*, most: int = 20) -> tuple[CardView, ...]:
    """Return the latest learned weights, newest first."""
    return tuple(_shown(row) for row in FittedCard.objects.order_by("-created_at", "-pk")[:most])


def observe(card_id: int, *, now: datetime) -> Observation:
    """Judge the latest orders since a challenger was fitted once more, by its weights.

    Facts and history are stored as they were, so this is what it would have said then; what lists and rules said stays.
    Bounded, and read on demand: judging an order costs no second sum.

    :raises FittedCard.DoesNotExist: without such weights
    """
    row = FittedCard.objects.get(pk=card_id)
    loaded = conf.policy().policy
    card, amber = adapted(loaded.card, _learned(row)), loaded.amber
    judged = Assessment.objects.filter(assessed_at__gte=row.created_at, truncated_at=None).exclude(mode="off")
    judged = judged.exclude(cause__in=AFTERMATH)
    latest = list(judged.order_by("-id")[:MOST_ORDERS])
    labels = labels_of([each.reference for each in latest], now=now)
    fates: dict[str, tuple[bool, bool, bool | None]] = {}
    for each in latest:
        if each.reference in fates:
            continue
        view = each.view()
        by_signals = sum(reason.points for reason in view.evidence if reason.code in READ)
        by_card = total(card, readings(view.facts, view.history))
        other = view.total - view.prior - by_signals + by_card
        label = labels.get(view.reference)
        fates[view.reference] = (view.total >= amber, other >= amber, label.is_bad if label else None)
    return _observation(list(fates.values()))


def _observation(fates: Sequence[tuple[bool, bool, bool | None]]) -> Observation:
    def count(live: bool | None, challenger: bool | None, bad: bool | None = None) -> int:
        return sum(
            (live is None or fate[0] == live)
            and (challenger is None or fate[1] == challenger)
            and (bad is None or fate[2] is bad)
            for fate in fates
        )

    return Observation(
        orders=len(fates),
        live=count(True, None),
        challenger=count(None, True),
        only_live=count(True, False),
        only_challenger=count(False, True),
        bad=count(None, None, True),
        bad_live=count(True, None, True),
        bad_challenger=count(None, True, True),
        good=count(None, None, False),
        good_live=count(True, None, False),
        good_challenger=count(None, True, False),
    )


def _shown(row: FittedCard) -> CardView:
    hand, learned = conf.policy().policy.card, _learned(row)
    return CardView(
        id=row.pk,
        state=row.state,
        created_at=row.created_at,
        promoted_at=row.promoted_at,
        ended_at=row.ended_at,
        bad=row.bad,
        good=row.good,
        since=row.since,
        trials=row.trials,
        bins=tuple(Bin(**each) for each in row.bins),
        prior=(hand.prior, learned.prior),
        weights=tuple(
            (code, _words(hand, code), _words(learned, code)) for code in learned.bands if code in hand.bands
        ),
    )


def _learned(row: FittedCard) -> Card:
    """Return a row's weights; of one that another release wrote and this cannot read, none: the hand-set ones hold."""
    try:
        table = tomllib.loads(row.card)
        return parse_card(table, codes=frozenset(table.get("signals", {})))
    except (CardError, tomllib.TOMLDecodeError):
        return NOTHING


def _words(card: Card, code: str) -> str:
    return ", ".join(f"from {band.least:g}: {band.points:+}" for band in card.bands[code])
