"""Fitted behaviour weights: those in force, the challenger beside them, and what it would have done otherwise."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from botguard import conf
from botguard.engine.behavior import BOT_CODES, adapted, behavior_of, is_bot, readings, total
from botguard.engine.policy import Policy
from botguard.models import LearnedCard, Visit, VisitLabel
from scorecard import Card, CardError, parse_card
from scorecard.metrics import Bin

MOST_VISITS = 5_000
NOTHING = Card(prior=0, bands={})


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedCard:
    """A scorecard as staff see it; `weights` are rows of (code, hand-set bands, fitted bands)."""

    id: int
    state: str
    created_at: datetime
    promoted_at: datetime | None
    ended_at: datetime | None
    bots: int
    people: int
    since: datetime
    metrics: Mapping[str, Mapping[str, float]]
    bins: tuple[Bin, ...]
    weights: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """How visits since the challenger was fitted would have fared: asked or stopped by what is in force, or by it."""

    visits: int
    live: int
    challenger: int
    only_live: int
    only_challenger: int
    people_live: int  # of those that bought
    people_challenger: int
    bots: int
    bots_live: int
    bots_challenger: int


def live_policy() -> Policy | None:
    """Return the policy with the fitted weights that are in force, or None without any."""
    row = LearnedCard.objects.filter(state="live").first()
    fitted = _fitted(row) if row is not None else NOTHING
    return adapted(conf.policy(), fitted.bands) if fitted.bands else None


def label_counts(*, since: datetime) -> tuple[int, int]:
    """Return how many visits with a key told themselves bots, and how many bought, since then."""
    bots = Visit.objects.filter(has_key=True, last_at__gte=since, codes__has_any_keys=BOT_CODES).count()
    return bots, VisitLabel.objects.filter(label="person", at__gte=since).count()


def fitted_cards(*, most: int = 20) -> tuple[FittedCard, ...]:
    """Return the latest scorecards, newest first."""
    return tuple(_shown(row) for row in LearnedCard.objects.order_by("-created_at", "-pk")[:most])


def observe(card_id: int, *, policy: Policy) -> Observation:
    """Judge the latest visits since a scorecard was fitted once more, by it and by what is in force.

    A stored visit knows the heaviest total it ever had, and the highest of each reading; what behaviour weighed then is
    exchanged for what the card says. Bounded, and read on demand: the request path does no second sum.

    :raises LearnedCard.DoesNotExist: without such a scorecard
    """
    row = LearnedCard.objects.get(pk=card_id)
    live = behavior_of(policy.card)
    other = behavior_of(adapted(policy, _fitted(row).bands).card)
    step = policy.ladder("browse").challenge
    visits = Visit.objects.filter(has_key=True, first_at__gte=row.created_at).order_by("-last_at", "pk")
    seen = list(visits.values_list("visitor", "agent_class", "peaks", "codes", "worst_points")[:MOST_VISITS])
    people = set(
        VisitLabel.objects.filter(label="person", visitor__in=[each[0] for each in seen]).values_list(
            "visitor", flat=True
        )
    )
    fates = []
    for visitor, agent_class, peaks, codes, worst in seen:
        values = readings(peaks, agent_class=agent_class)
        by_other = worst - total(live, values) + total(other, values)
        fates.append((worst >= step, by_other >= step, visitor in people, is_bot(codes)))
    return Observation(
        visits=len(fates),
        live=_count(fate[0] for fate in fates),
        challenger=_count(fate[1] for fate in fates),
        only_live=_count(fate[0] and not fate[1] for fate in fates),
        only_challenger=_count(fate[1] and not fate[0] for fate in fates),
        people_live=_count(fate[0] and fate[2] for fate in fates),
        people_challenger=_count(fate[1] and fate[2] for fate in fates),
        bots=_count(fate[3] for fate in fates),
        bots_live=_count(fate[0] and fate[3] for fate in fates),
        bots_challenger=_count(fate[1] and fate[3] for fate in fates),
    )


def read_card(text: str) -> Card:
    """Read the weights of a row.

    :raises CardError: when it cannot be used
    :raises TOMLDecodeError: when it is no TOML
    """
    table = tomllib.loads(text)
    return parse_card(table, codes=frozenset(table.get("signals", {})))


def _shown(row: LearnedCard) -> FittedCard:
    hand, fitted = conf.policy().card, _fitted(row)
    return FittedCard(
        id=row.pk,
        state=row.state,
        created_at=row.created_at,
        promoted_at=row.promoted_at,
        ended_at=row.ended_at,
        bots=row.bots,
        people=row.people,
        since=row.since,
        metrics=row.metrics,
        bins=tuple(Bin(**each) for each in row.bins),
        weights=tuple(
            (code, _words(hand, code), _words(fitted, code)) for code in fitted.bands if code in hand.bands
        ),
    )


def _fitted(row: LearnedCard) -> Card:
    """Return a row's weights; of one that another release wrote, none: the hand-set ones hold."""
    try:
        return read_card(row.card)
    except (CardError, tomllib.TOMLDecodeError):
        return NOTHING


def _words(card: Card, code: str) -> str:
    return ", ".join(f"from {band.least:g}: {band.points:+}" for band in card.bands[code])


def _count(flags: Iterable[bool]) -> int:
    return sum(1 for flag in flags if flag)
