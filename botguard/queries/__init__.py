"""What the back office reads of the guard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from botguard import conf
from botguard.engine.traffic import TrafficPoint
from botguard.models import Appeal, Ban, Decision, TrafficCount
from botguard.queries.geo import built_at

__all__ = [
    "GeoFile",
    "RecentBan",
    "RecentDecision",
    "TrafficPoint",
    "geo_files",
    "open_appeals",
    "recent_bans",
    "recent_decisions",
    "traffic",
    "trap_paths",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentBan:
    """A ban, as the dashboard shows it."""

    id: int
    network: str
    reason_code: str
    created_at: datetime
    expires_at: datetime
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentDecision:
    """A request that was not simply let through: prior plus every reason's points is the total."""

    at: datetime
    address: str
    country: str
    room: str
    path: str
    agent: str
    action: str
    is_enforced: bool
    prior: int
    points: int
    reasons: tuple[Mapping[str, object], ...]  # code, points, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoFile:
    """A file the facts about addresses come from."""

    name: str
    date: datetime | None
    age_days: int | None


def traffic(since: datetime, until: datetime, bucket: timedelta) -> tuple[TrafficPoint, ...]:
    """Return requests by standing in equal stretches of time from `since` on; empty stretches are zeros."""
    rows = (
        TrafficCount.objects.filter(minute__gte=since, minute__lt=until)
        .values_list("minute", "standing")
        .annotate(number=Sum("count"))
        .order_by("minute", "standing")
    )
    stretches = max(1, -(-(until - since) // bucket))
    sums = [dict.fromkeys(("good", "unknown", "bad"), 0) for _ in range(stretches)]
    for minute, standing, number in rows:
        sums[(minute - since) // bucket][standing] += number
    return tuple(TrafficPoint(at=since + place * bucket, **each) for place, each in enumerate(sums))


def recent_bans(limit: int = 10) -> tuple[RecentBan, ...]:
    """Return the latest bans, newest first."""
    return tuple(
        RecentBan(
            id=ban.pk,
            network=ban.network,
            reason_code=ban.reason_code,
            created_at=ban.created_at,
            expires_at=ban.expires_at,
            lifted_at=ban.lifted_at,
        )
        for ban in Ban.objects.order_by("-created_at", "-pk")[:limit]
    )


def recent_decisions(limit: int = 20) -> tuple[RecentDecision, ...]:
    """Return the latest requests that were not simply let through, newest first."""
    return tuple(
        RecentDecision(
            at=row.at,
            address=row.address,
            country=row.country,
            room=row.room,
            path=row.path,
            agent=row.agent,
            action=row.action,
            is_enforced=row.is_enforced,
            prior=row.prior,
            points=row.points,
            reasons=tuple(row.reasons),
        )
        for row in Decision.objects.order_by("-at", "-pk")[:limit]
    )


def open_appeals() -> int:
    """Return how many appeals nobody has closed."""
    return Appeal.objects.filter(closed_at=None).count()


def geo_files(*, now: datetime) -> tuple[GeoFile, ...]:
    """Return the network files with their dates."""
    return tuple(
        GeoFile(name=name, date=built, age_days=(now - built).days if built else None)
        for name, built in built_at(conf.geo_folder()).items()
    )


def trap_paths() -> tuple[str, ...]:
    """Return the addresses that robots.txt must forbid."""
    return conf.policy().paths.traps
