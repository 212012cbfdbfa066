"""Name why staff decided as they did, and say how long a held order can wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

type Verdict = Literal["clear", "reject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Why an order was cleared or rejected; `outcome` is what the fraud check learns of it, empty for nothing new."""

    name: str
    label: str
    verdict: Verdict
    outcome: str = ""


# The names are stored and never change. Who only refuses parcels is told of by those parcels: this order was never
# sent, so nothing more is learned of it.
CODES: tuple[Code, ...] = (
    Code(name="checked-ok", label="Looked into it, nothing wrong", verdict="clear", outcome="genuine"),
    Code(name="customer-confirmed", label="The customer confirmed it", verdict="clear", outcome="genuine"),
    Code(name="reseller-ok", label="A reseller, and welcome", verdict="clear", outcome="genuine"),
    Code(name="fraud", label="Fraud", verdict="reject", outcome="fraud"),
    Code(name="card-test", label="Somebody tries out cards", verdict="reject", outcome="fraud"),
    Code(name="prank", label="A prank", verdict="reject", outcome="fraud"),
    Code(name="refused-parcel", label="Refuses parcels", verdict="reject"),
)
BY_NAME: Mapping[str, Code] = {code.name: code for code in CODES}

# How long an order can be put aside.
SNOOZES: Mapping[str, tuple[str, timedelta]] = {
    "1-hour": ("an hour", timedelta(hours=1)),
    "4-hours": ("four hours", timedelta(hours=4)),
    "1-day": ("a day", timedelta(days=1)),
    "3-days": ("three days", timedelta(days=3)),
}
# One that was put aside is back this long before its time is up.
MARGIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When a held order's time is up, and what happens then."""

    at: datetime
    then: str


def deadline(
    *,
    held_at: datetime,
    release_at: datetime | None,
    authorised_at: datetime | None,
    aim: timedelta,
    authorisation_lasts: timedelta,
) -> Deadline:
    """Return what comes first: the stock goes back, the card's authorisation ends, or the shop's own aim is missed."""
    found = [Deadline(at=held_at + aim, then="the shop's aim for a review is missed")]
    if release_at is not None:
        found.append(Deadline(at=release_at, then="it is closed unpaid"))
    if authorised_at is not None:
        found.append(Deadline(at=authorised_at + authorisation_lasts, then="the card's authorisation ends"))
    return min(found, key=lambda each: each.at)


def snoozed_until(lasts: timedelta, *, ends_at: datetime | None, now: datetime) -> datetime:
    """Return until when an order is put aside: not beyond an hour before something happens to it by itself."""
    wanted = now + lasts
    if ends_at is None:
        return wanted
    return max(now, min(wanted, ends_at - MARGIN))
