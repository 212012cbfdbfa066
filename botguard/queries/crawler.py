"""What the back office reads of robots and partners."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncDay

from botguard.engine.crawler import BY_NAME, CLASSES, CrawlerClass
from botguard.models import CrawlerName, CrawlerSwitch, KeyDirectory, PartnerKey, PartnerUse


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassView:
    """A class of robots and what it may do."""

    crawler_class: CrawlerClass
    permission: str
    changed_at: datetime | None
    names: tuple[str, ...]  # of robots we can tell, each once


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryView:
    """A directory of keys, and how reading it went."""

    id: int
    name: str
    url: str
    label: str
    keys: int
    read_at: datetime | None
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameView:
    """What a host name showed."""

    address: str
    operator: str
    state: str
    hostname: str
    checked_at: datetime | None
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerView:
    """A partner's key as staff see it."""

    id: int
    name: str
    key_id: str
    rooms: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    revoked_because: str
    last_used_at: datetime | None
    last_address: str
    author: str
    is_live: bool
    requests: int  # in the last seven days


def class_views() -> tuple[ClassView, ...]:
    """Return every class of robots with its switch."""
    switches = {row.crawler_class: row for row in CrawlerSwitch.objects.all()}
    return tuple(
        ClassView(
            crawler_class=each,
            permission=switches[each.code].permission if each.code in switches else each.default,
            changed_at=switches[each.code].changed_at if each.code in switches else None,
            names=tuple(known.name for known in BY_NAME.values() if known.crawler_class == each.code),
        )
        for each in CLASSES
    )


def directory_count(*, search: str = "") -> int:
    """Return how many directories of keys there are."""
    return _directories(search).count()


def directory_sources() -> frozenset[str]:
    """Return the addresses of all directories."""
    return frozenset(KeyDirectory.objects.values_list("source", flat=True))


def directories(*, search: str = "", limit: int = 25, offset: int = 0) -> tuple[DirectoryView, ...]:
    """Return directories of keys, by name."""
    labels = {each.code: each.label for each in CLASSES}
    return tuple(
        DirectoryView(
            id=row.pk,
            name=row.name,
            url=row.url,
            label=labels.get(row.crawler_class, row.crawler_class),
            keys=len(row.keys),
            read_at=row.read_at,
            problem=row.problem,
        )
        for row in _directories(search).order_by("name", "pk")[offset : offset + limit]
    )


def recent_names(limit: int = 30) -> tuple[NameView, ...]:
    """Return the host names that were asked for last."""
    return tuple(
        NameView(
            address=row.address,
            operator=row.operator,
            state=row.state,
            hostname=row.hostname,
            checked_at=row.checked_at,
            asked_at=row.asked_at,
        )
        for row in CrawlerName.objects.order_by("-asked_at", "-pk")[:limit]
    )


def partners(*, now: datetime, limit: int = 200) -> tuple[PartnerView, ...]:
    """Return partners' keys: those in force first, then the newest."""
    rows = list(PartnerKey.objects.select_related("created_by").order_by("-created_at", "-pk")[:limit])
    since = now - timedelta(days=7)
    sums = dict(
        PartnerUse.objects.filter(hour__gte=since, partner__in=rows)
        .values_list("partner")
        .annotate(number=Sum("count"))
    )
    views = [_view(row, now=now, requests=sums.get(row.pk, 0)) for row in rows]
    return tuple(sorted(views, key=lambda view: not view.is_live))


def partner(partner_id: int, *, now: datetime) -> PartnerView | None:
    """Return one partner's key."""
    row = PartnerKey.objects.select_related("created_by").filter(pk=partner_id).first()
    if row is None:
        return None
    uses = PartnerUse.objects.filter(partner=row, hour__gte=now - timedelta(days=7))
    return _view(row, now=now, requests=uses.aggregate(number=Sum("count"))["number"] or 0)


def partner_days(partner_id: int, *, since: datetime) -> Mapping[datetime, tuple[int, int]]:
    """Return for each day with uses how many requests were served, and how many were not."""
    rows = (
        PartnerUse.objects.filter(partner_id=partner_id, hour__gte=since)
        .annotate(day=TruncDay("hour"))
        .values_list("day", "action")
        .annotate(number=Sum("count"))
        .order_by("day", "action")
    )
    days: dict[datetime, tuple[int, int]] = {}
    for day, action, number in rows:
        served, refused = days.get(day, (0, 0))
        is_served = action in ("allow", "slow")
        days[day] = (served + number, refused) if is_served else (served, refused + number)
    return days


def partner_rooms(partner_id: int, *, since: datetime) -> tuple[tuple[str, str, int], ...]:
    """Return room, outcome and number of a key's requests, most first; what was wrong stands for what was done."""
    rows = (
        PartnerUse.objects.filter(partner_id=partner_id, hour__gte=since)
        .values_list("room", "action")
        .annotate(number=Sum("count"))
        .order_by("-number", "room", "action")
    )
    return tuple((room, action, number) for room, action, number in rows)


def _directories(search: str) -> QuerySet[KeyDirectory]:
    found = Q(name__icontains=search) | Q(url__icontains=search)
    return KeyDirectory.objects.filter(found) if search else KeyDirectory.objects.all()


def _view(row: PartnerKey, *, now: datetime, requests: int) -> PartnerView:
    return PartnerView(
        id=row.pk,
        name=row.name,
        key_id=row.key_id,
        rooms=tuple(row.rooms),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        revoked_because=row.revoked_because,
        last_used_at=row.last_used_at,
        last_address=row.last_address or "",
        author=str(row.created_by or ""),
        is_live=row.is_live(now=now),
        requests=requests,
    )
