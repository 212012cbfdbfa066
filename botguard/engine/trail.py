"""A visitor's trail: what the journal tells of one request, and how requests add up to a visit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from botguard.engine.decide import STEPS

# The latest requests of a visitor that are kept one by one; the totals know of all.
MOST_STEPS = 60
MOST_CODES = 40


class Event(NamedTuple):
    """One request as the journal hands it over; `at` is in unix seconds.

    A tuple, because every request makes one: a frozen dataclass of as many fields takes five times as long, and JSON
    carries a tuple as it is. New fields go to the end and have a default: another release's events lack them.
    """

    visitor: str
    has_key: bool
    at: float
    address: str
    method: str
    path: str
    room: str
    action: str
    is_enforced: bool
    standing: str
    points: int
    codes: Sequence[str] = ()
    agent: str = ""
    agent_class: str = "unknown"
    languages: str = ""
    proof: str = ""
    pages: int = 0  # the visitor's so far
    product_pages: int = 0
    counts: Mapping[str, int] = MappingProxyType({})  # the counters that are not zero


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request of a trail."""

    at: float
    method: str
    path: str
    room: str
    action: str
    is_enforced: bool
    points: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """Everything that a visit's events add up to."""

    visitor: str
    has_key: bool
    first_at: float
    last_at: float
    address: str
    agent: str
    agent_class: str
    languages: str
    proof: str
    standing: str
    worst_action: str
    worst_points: int
    points: int
    requests: int = 0
    pages: int = 0
    product_pages: int = 0
    rooms: Mapping[str, int] = field(default_factory=dict)
    actions: Mapping[str, int] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)
    peaks: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


def hear(told: Sequence[Any]) -> Event | None:  # whatever JSON holds
    """Read an event as JSON carried it; None when another release of the shop told more than this one knows."""
    if not len(Event._fields) - len(Event._field_defaults) <= len(told) <= len(Event._fields):
        return None
    return Event(*told)


def follow(trail: Trail | None, events: Iterable[Event], *, skipped: int = 0) -> Trail:
    """Return the trail with more events of the same visitor, whatever order they came in.

    `skipped` requests went by too fast to be told one by one.

    :raises ValueError: without a trail and without an event
    """
    for event in sorted(events, key=lambda each: each.at):
        trail = _followed(trail or _begun(event), event)
    if trail is None:
        raise ValueError("nothing to follow")
    return replace(trail, requests=trail.requests + skipped) if skipped else trail


def _begun(event: Event) -> Trail:
    return Trail(
        visitor=event.visitor,
        has_key=event.has_key,
        first_at=event.at,
        last_at=event.at,
        address=event.address,
        agent=event.agent,
        agent_class=event.agent_class,
        languages=event.languages,
        proof=event.proof,
        standing=event.standing,
        worst_action="allow",
        worst_points=event.points,
        points=event.points,
    )


def _followed(trail: Trail, event: Event) -> Trail:
    step = Step(
        at=event.at,
        method=event.method,
        path=event.path,
        room=event.room,
        action=event.action,
        is_enforced=event.is_enforced,
        points=event.points,
        codes=tuple(event.codes),
    )
    return replace(
        trail,
        first_at=min(trail.first_at, event.at),
        last_at=max(trail.last_at, event.at),
        address=event.address,
        agent=event.agent,
        agent_class=event.agent_class,
        languages=event.languages or trail.languages,
        proof=event.proof or trail.proof,
        standing=event.standing,
        worst_action=max(trail.worst_action, event.action, key=_severity),
        worst_points=max(trail.worst_points, event.points),
        points=event.points,
        requests=trail.requests + 1,
        # The counters forget after an hour of rest; what was seen before stays.
        pages=max(trail.pages, event.pages),
        product_pages=max(trail.product_pages, event.product_pages),
        rooms=_added(trail.rooms, (event.room,)),
        actions=_added(trail.actions, (event.action,)),
        codes=_added(trail.codes, event.codes),
        peaks=_peaks(trail.peaks, event.counts),
        steps=(*trail.steps, step)[-MOST_STEPS:],
    )


def _severity(action: str) -> int:
    return STEPS.index(action) if action in STEPS else 0


def _added(counts: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    added = dict(counts)
    for name in names:
        if name in added or len(added) < MOST_CODES:
            added[name] = added.get(name, 0) + 1
    return added


def _peaks(peaks: Mapping[str, int], counts: Mapping[str, int]) -> dict[str, int]:
    return {**peaks, **{name: max(value, peaks.get(name, 0)) for name, value in counts.items()}}
