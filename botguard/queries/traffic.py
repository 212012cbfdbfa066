"""Traffic as counts: over time, by room, by action, and by the network it came from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet, Sum

from botguard.engine.traffic import TrafficPoint
from botguard.models import TrafficCount, Visit

STANDINGS = ("good", "unknown", "bad")
# However busy the shop was, top networks are read off this many of its latest visits.
MOST_VISITS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Requests under one name by the standing of who sent them."""

    name: str
    good: int
    unknown: int
    bad: int

    @property
    def total(self) -> int:
        """Return all of them."""
        return self.good + self.unknown + self.bad


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkShare:
    """What came from one network, or from all networks of one operator (then `network` is empty)."""

    network: str
    asn: int | None
    organisation: str
    country: str
    kind: str
    visitors: int
    stopped: int  # visitors that were throttled or refused
    requests: int
    last_at: datetime


def traffic(
    since: datetime, until: datetime, bucket: timedelta, *, room: str = "", action: str = ""
) -> tuple[TrafficPoint, ...]:
    """Return requests by standing in equal stretches of time from `since` on; empty stretches are zeros."""
    rows = (
        _counts(since, until, room=room, action=action)
        .values_list("minute", "standing")
        .annotate(number=Sum("count"))
        .order_by("minute", "standing")
    )
    stretches = max(1, -(-(until - since) // bucket))
    sums = [dict.fromkeys(STANDINGS, 0) for _ in range(stretches)]
    for minute, standing, number in rows:
        sums[(minute - since) // bucket][standing] += number
    return tuple(TrafficPoint(at=since + place * bucket, **each) for place, each in enumerate(sums))


def traffic_by_room(
    since: datetime, until: datetime, *, room: str = "", action: str = ""
) -> tuple[Share, ...]:
    """Return requests by room, the busiest first."""
    found = _counts(since, until, room=room, action=action)
    return _shares(found.values_list("room", "standing").annotate(number=Sum("count")).order_by())


def traffic_by_action(
    since: datetime, until: datetime, *, room: str = "", action: str = ""
) -> tuple[Share, ...]:
    """Return requests by what was done with them, the most frequent first."""
    found = _counts(since, until, room=room, action=action)
    return _shares(found.values_list("action", "standing").annotate(number=Sum("count")).order_by())


def top_networks(since: datetime, *, by_operator: bool = False, limit: int = 12) -> tuple[NetworkShare, ...]:
    """Return where the visits since then came from, most requests first."""
    latest = Visit.objects.filter(last_at__gte=since).order_by("-last_at").values("pk")[:MOST_VISITS]
    names = ("asn", "organisation", "country", "network_kind")
    grouped = names if by_operator else ("network", *names)
    rows = (
        Visit.objects.filter(pk__in=latest)
        .values(*grouped)
        .annotate(
            visitors=Count("pk"),
            stopped=Count("pk", filter=Q(worst_action__in=("throttle", "refuse"))),
            sent=Sum("requests"),
            seen_at=Max("last_at"),
        )
        .order_by("-sent", "-visitors", *grouped)[:limit]
    )
    return tuple(
        NetworkShare(
            network=row.get("network", ""),
            asn=row["asn"],
            organisation=row["organisation"],
            country=row["country"],
            kind=row["network_kind"],
            visitors=row["visitors"],
            stopped=row["stopped"],
            requests=row["sent"],
            last_at=row["seen_at"],
        )
        for row in rows
    )


def _counts(since: datetime, until: datetime, *, room: str, action: str) -> QuerySet[TrafficCount]:
    found = TrafficCount.objects.filter(minute__gte=since, minute__lt=until)
    if room:
        found = found.filter(room=room)
    return found.filter(action=action) if action else found


def _shares(rows: Iterable[tuple[str, str, int]]) -> tuple[Share, ...]:
    sums: dict[str, dict[str, int]] = {}
    for name, standing, number in rows:
        sums.setdefault(name, dict.fromkeys(STANDINGS, 0))[standing] += number
    shares = (Share(name=name, **each) for name, each in sums.items())
    return tuple(sorted(shares, key=lambda share: (-share.total, share.name)))
