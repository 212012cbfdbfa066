"""Requests that were not simply let through, each with the reasons that add up to its points."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network
from typing import Self

from django.db.models import Q, QuerySet

from botguard.models import Decision

# A page of decisions reads at most this many, so that a flood of them costs no more to look at than a trickle.
MOST_LISTED = 2_000
KEY_LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentDecision:
    """A request that was not simply let through: prior plus every reason's points is the total."""

    id: int
    at: datetime
    address: str
    country: str
    room: str
    path: str
    agent: str
    key_id: str
    visitor: str
    action: str
    is_enforced: bool
    prior: int
    points: int
    reasons: tuple[Mapping[str, object], ...]  # code, points, sentence

    @classmethod
    def of(cls, row: Decision) -> Self:
        """Return a row as the back office shows it."""
        return cls(
            id=row.pk,
            at=row.at,
            address=row.address,
            country=row.country,
            room=row.room,
            path=row.path,
            agent=row.agent,
            key_id=row.key_id,
            visitor=row.visitor or row.key_id or row.address,
            action=row.action,
            is_enforced=row.is_enforced,
            prior=row.prior,
            points=row.points,
            reasons=tuple(row.reasons),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCount:
    """How often a reason spoke against visitors, and how many of them there were."""

    code: str
    decisions: int
    visitors: int


def recent_decisions(
    limit: int = 20,
    *,
    offset: int = 0,
    room: str = "",
    action: str = "",
    code: str = "",
    text: str = "",
    before: datetime | None = None,
) -> tuple[RecentDecision, ...]:
    """Return the latest requests that were not simply let through, newest first."""
    rows = _found(room=room, action=action, code=code, text=text, before=before).order_by("-at", "-pk")
    return tuple(RecentDecision.of(row) for row in rows[offset : offset + limit])


def decision_count(*, room: str = "", action: str = "", code: str = "", text: str = "") -> int:
    """Return how many there are, counted up to as many as a list shows."""
    return _found(room=room, action=action, code=code, text=text).order_by()[:MOST_LISTED].count()


def decisions_of(visitor: str, *, limit: int = 30) -> tuple[RecentDecision, ...]:
    """Return the latest decisions about one visitor, newest first."""
    found = Q(visitor=visitor)
    if len(visitor) == KEY_LENGTH:
        found |= Q(key_id=visitor)
    rows = Decision.objects.filter(found).order_by("-at", "-pk")[:limit]
    return tuple(RecentDecision.of(row) for row in rows)


def stopped_keys(key_ids: Collection[str], *, since: datetime) -> Mapping[str, tuple[RecentDecision, ...]]:
    """Return what was decided against these keys, oldest first, by key."""
    rows = Decision.objects.filter(visitor__in=key_ids, at__gte=since, is_enforced=True).order_by("at", "pk")
    found: dict[str, list[RecentDecision]] = {}
    for row in rows[:MOST_LISTED]:
        found.setdefault(row.visitor, []).append(RecentDecision.of(row))
    return {key_id: tuple(decisions) for key_id, decisions in found.items()}


def codes_against(since: datetime) -> tuple[CodeCount, ...]:
    """Return what was held against the visitors of the latest decisions since then, the most frequent first."""
    latest = Decision.objects.filter(at__gte=since).order_by("-at")
    decisions: Counter[str] = Counter()
    visitors: dict[str, set[str]] = {}
    for visitor, reasons in latest.values_list("visitor", "reasons")[:MOST_LISTED]:
        for reason in reasons:
            if reason["points"] > 0:
                decisions[reason["code"]] += 1
                visitors.setdefault(reason["code"], set()).add(visitor)
    return tuple(
        CodeCount(code=code, decisions=number, visitors=len(visitors[code]))
        for code, number in sorted(decisions.items(), key=lambda each: (-each[1], each[0]))
    )


def codes_of_addresses(addresses: Collection[str], *, since: datetime) -> Mapping[str, frozenset[str]]:
    """Return what was held against these addresses, by address."""
    rows = Decision.objects.filter(address__in=addresses, at__gte=since).order_by("-at")
    found: dict[str, set[str]] = {}
    for address, reasons in rows.values_list("address", "reasons")[:MOST_LISTED]:
        found.setdefault(address, set()).update(each["code"] for each in reasons if each["points"] > 0)
    return {address: frozenset(codes) for address, codes in found.items()}


def _found(
    *, room: str, action: str, code: str, text: str, before: datetime | None = None
) -> QuerySet[Decision]:
    found = Decision.objects.all()
    if room:
        found = found.filter(room=room)
    if action:
        found = found.filter(action=action)
    if code:
        found = found.filter(reasons__contains=[{"code": code}])
    if before:
        found = found.filter(at__lt=before)
    return found.filter(_of_whom(text)) if text else found


def _of_whom(text: str) -> Q:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return Q(visitor=text.lower()) | Q(key_id=text.lower()) | Q(path__startswith=text)
    return Q(address__gte=str(network[0]), address__lte=str(network[-1]))
