"""Decide how long stock waits for money, and which silently cancelled orders hold more of it than they may."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """The shop's ordinary delays before an unpaid order's stock goes back."""

    offline: timedelta
    card: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """The units a silently cancelled order holds, by variant."""

    order_id: int
    placed_at: datetime
    units: Mapping[int, int]


def release_time(payment_method: str, *, placed_at: datetime, delays: Delays) -> datetime | None:
    """Return when a new order's stock goes back if no money comes; cash on delivery waits for the parcel instead."""
    if payment_method == "cash-on-delivery":
        return None
    return placed_at + (delays.card if payment_method == "card" else delays.offline)


def over_cap(holds: Iterable[Hold], *, cap: int, now: datetime, delays: Delays) -> tuple[int, ...]:
    """Return the orders whose stock goes back early because such orders hold more than `cap` units of a variant.

    The newest keep theirs and the oldest give way, none before the delay of an abandoned card payment: so what comes
    back, and when, says nothing of the order that was placed last.
    """
    held: Counter[int] = Counter()
    early = []
    for hold in sorted(holds, key=lambda each: (each.placed_at, each.order_id), reverse=True):
        fits = all(held[variant] + units <= cap for variant, units in hold.units.items())
        if fits or now < hold.placed_at + delays.card:
            held.update(hold.units)
        else:
            early.append(hold.order_id)
    return tuple(sorted(early))
