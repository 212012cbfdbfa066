"""Read assessments, lists and their hits for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from antifraud.engine.assessment import AssessmentView
from antifraud.engine.cause import AFTERMATH
from antifraud.engine.decide import CancelRate
from antifraud.models import Assessment, ListEntry, ListHit, OrderRecord
from antifraud.queries.trial import Preview as Preview
from antifraud.queries.trial import preview as preview

BREAKER_WINDOW = timedelta(hours=24)
BREAKER_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One list entry; `is_live` at the time it was asked for."""

    id: int
    effect: str
    subject: str
    value: str
    reason: str
    note: str
    author: str
    created_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None
    hits: int
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HitView:
    """One order that matched an entry."""

    reference: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCounts:
    """How a period's orders were judged, each by its latest assessment in the period."""

    green: int = 0
    amber: int = 0
    red: int = 0
    grey: int = 0
    held: int = 0
    shadow_cancelled: int = 0


def latest(reference: str) -> AssessmentView | None:
    """Return an order's latest assessment."""
    row = Assessment.objects.filter(reference=reference).order_by("-id").first()
    return row.view() if row else None


def latest_of(references: Sequence[str]) -> dict[str, AssessmentView]:
    """Return the latest assessment of each order that has one, in one query."""
    newest = (
        Assessment.objects.filter(reference__in=references).values("reference").annotate(newest=Max("id"))
    )
    rows = Assessment.objects.filter(pk__in=newest.values("newest"))
    return {row.reference: row.view() for row in rows}


def history(reference: str) -> tuple[AssessmentView, ...]:
    """Return an order's assessments, newest first."""
    return tuple(row.view() for row in Assessment.objects.filter(reference=reference).order_by("-id"))


def entries(
    *,
    now: datetime,
    effect: str = "",
    subject: str = "",
    search: str = "",
    is_live: bool | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[EntryView, ...]:
    """Return list entries, newest first."""
    rows = filtered_entries(now=now, effect=effect, subject=subject, search=search, is_live=is_live)
    chosen = rows.select_related("author").order_by("-created_at", "-id")[offset : offset + limit]
    return tuple(_entry_view(row, now=now) for row in chosen)


def entry_count(
    *, now: datetime, effect: str = "", subject: str = "", search: str = "", is_live: bool | None = None
) -> int:
    """Return how many entries the same filters keep."""
    return filtered_entries(now=now, effect=effect, subject=subject, search=search, is_live=is_live).count()


def entry(entry_id: int, *, now: datetime) -> EntryView | None:
    """Return one list entry."""
    row = ListEntry.objects.select_related("author").filter(pk=entry_id).first()
    return _entry_view(row, now=now) if row else None


def hits(entry_id: int, *, limit: int = 100) -> tuple[HitView, ...]:
    """Return the orders an entry matched, newest first."""
    rows = ListHit.objects.filter(entry_id=entry_id).order_by("-at", "-pk")[:limit]
    return tuple(HitView(reference=row.reference, at=row.at) for row in rows)


def counts(*, since: datetime, until: datetime) -> LevelCounts:
    """Return how the orders assessed in a period were judged."""
    period = Assessment.objects.filter(assessed_at__gte=since, assessed_at__lt=until).exclude(
        cause__in=AFTERMATH
    )
    newest = period.values("reference").annotate(newest=Max("id")).values("newest")
    found = Assessment.objects.filter(pk__in=newest).aggregate(
        **{level: Count("pk", filter=Q(level=level)) for level in ("green", "amber", "red", "grey")},
        held=Count("pk", filter=Q(recommendation="hold")),
        shadow_cancelled=Count("pk", filter=Q(recommendation="shadow-cancel")),
    )
    return LevelCounts(**found)


def cancel_rate(*, now: datetime, except_for: str = "") -> CancelRate:
    """Return what silent cancelling did in the last 24 hours, without one order."""
    since = now - BREAKER_WINDOW
    cancelled = (
        Assessment.objects.filter(recommendation="shadow-cancel", assessed_at__gt=since, assessed_at__lte=now)
        .exclude(reference=except_for)
        .aggregate(
            orders=Count("reference", distinct=True),
            in_hour=Count("reference", distinct=True, filter=Q(assessed_at__gt=now - BREAKER_HOUR)),
        )
    )
    offline = OrderRecord.objects.filter(is_offline=True, placed_at__gt=since, placed_at__lte=now)
    return CancelRate(
        cancelled=cancelled["orders"],
        offline_orders=offline.exclude(reference=except_for).count(),
        cancelled_in_hour=cancelled["in_hour"],
    )


def filtered_entries(
    *, now: datetime, effect: str = "", subject: str = "", search: str = "", is_live: bool | None = None
) -> QuerySet[ListEntry]:
    """Return the rows that the filters keep, in no order."""
    rows = ListEntry.objects.all()
    if is_live is not None:
        live = ListEntry.objects.live(now)
        rows = live if is_live else rows.exclude(pk__in=live.values("pk"))
    if effect:
        rows = rows.filter(effect=effect)
    if subject:
        rows = rows.filter(subject=subject)
    if search := search.replace("\0", "").encode("utf-8", "ignore").decode().strip():
        rows = rows.filter(Q(value__icontains=search) | Q(reason__icontains=search))
    return rows


def _entry_view(row: ListEntry, *, now: datetime) -> EntryView:
    return EntryView(
        id=row.pk,
        effect=row.effect,
        subject=row.subject,
        value=row.value,
        reason=row.reason,
        note=row.note,
        author=row.author.get_username() if row.author else "",
        created_at=row.created_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        hits=row.hits,
        is_live=row.ended_at is None and (row.expires_at is None or row.expires_at > now),
    )
