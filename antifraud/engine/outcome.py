"""Name what became of an order, and say what that teaches: a good order, a bad one, or nothing yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """What became of an order. The values are stored and never change."""

    DELIVERED = "delivered"
    KEPT = "kept"  # delivered, and nothing came back for a month
    REFUSED = "refused"  # the parcel was not taken
    UNPAID = "unpaid"  # the transfer never came
    CHARGEBACK = "chargeback"
    FRAUD = "fraud"  # staff's word
    GENUINE = "genuine"  # staff's word
    CONFIRMED = "confirmed"  # the shopper's word, by a mailed link


GOOD = frozenset({Outcome.DELIVERED, Outcome.KEPT, Outcome.GENUINE})
CONFIRMED_BAD = frozenset({Outcome.CHARGEBACK, Outcome.FRAUD})
# What cost money or a parcel; the first two have happened, whatever anybody says later.
BAD = frozenset({Outcome.CHARGEBACK, Outcome.REFUSED, Outcome.FRAUD, Outcome.UNPAID})
FINAL = frozenset({Outcome.CHARGEBACK, Outcome.REFUSED})
MATURE_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What an order turned out to be, and since when that could be known."""

    is_bad: bool
    known_at: datetime


def label_of(known: Iterable[tuple[Outcome, datetime]], *, now: datetime) -> Label | None:
    """Return what an order's outcomes say by `now`; None while they say nothing that lasts.

    Good is only what was delivered and kept for thirty days. Staff's and shoppers' words alone make nothing good: they
    are spoken before the parcel is. Staff's word of fraud and a transfer that never came stand until a good outcome
    follows.
    """
    heard = sorted(((at, outcome) for outcome, at in known if at <= now), key=lambda pair: pair[0])
    losses = [at for at, outcome in heard if outcome in FINAL]
    if losses:
        return Label(is_bad=True, known_at=losses[0])
    suspected: datetime | None = None
    kept: datetime | None = None
    for at, outcome in heard:
        if outcome in BAD:
            suspected, kept = suspected or at, None
        elif outcome in GOOD:
            suspected = None
            if outcome == Outcome.KEPT:
                kept = at if kept is None else min(kept, at)
            elif outcome == Outcome.DELIVERED:
                kept = at + MATURE_AFTER if kept is None else min(kept, at + MATURE_AFTER)
    if suspected is not None:
        return Label(is_bad=True, known_at=suspected)
    return Label(is_bad=False, known_at=kept) if kept is not None and kept <= now else None
