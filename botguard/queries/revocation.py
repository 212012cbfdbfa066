"""Keys that are taken back now, whole or room by room."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from botguard.models import RevokedKey

MOST_LISTED = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """What is taken back of one key; no rooms is all of them. `by` is who ordered it, or empty for the guard."""

    key_id: str
    rooms: tuple[str, ...]
    reason_code: str
    created_at: datetime
    expires_at: datetime
    by: str


def revocations(key_ids: Collection[str], *, now: datetime) -> Mapping[str, Revocation]:
    """Return what is taken back of these keys, by key."""
    return _by_key(_live(now).filter(key_id__in=key_ids))


def recent_revocations(
    *, now: datetime, text: str = "", limit: int = 25, offset: int = 0
) -> tuple[Revocation, ...]:
    """Return the keys that are taken back now, the latest first."""
    grouped = _found(text, now).values("key_id").annotate(latest=Max("created_at"))
    names = [row["key_id"] for row in grouped.order_by("-latest", "key_id")[offset : offset + limit]]
    found = revocations(names, now=now)
    return tuple(found[name] for name in names)


def revocation_count(*, now: datetime, text: str = "") -> int:
    """Return how many keys are taken back, counted up to as many as a list shows."""
    return _found(text, now).values("key_id").distinct().order_by()[:MOST_LISTED].count()


def _live(now: datetime) -> QuerySet[RevokedKey]:
    return RevokedKey.objects.filter(expires_at__gt=now, lifted_at=None)


def _found(text: str, now: datetime) -> QuerySet[RevokedKey]:
    return _live(now).filter(key_id__startswith=text.lower()) if text else _live(now)


def _by_key(rows: QuerySet[RevokedKey]) -> Mapping[str, Revocation]:
    kept: dict[str, list[RevokedKey]] = {}
    for row in rows.select_related("created_by").order_by("created_at", "pk"):
        kept.setdefault(row.key_id, []).append(row)
    return {key_id: _view(key_id, each) for key_id, each in kept.items()}


def _view(key_id: str, rows: Iterable[RevokedKey]) -> Revocation:
    *_, last = taken = list(rows)
    rooms = [row.room for row in taken]
    return Revocation(
        key_id=key_id,
        rooms=() if "" in rooms else tuple(sorted(rooms)),
        reason_code=last.reason_code,
        created_at=taken[0].created_at,
        expires_at=max(row.expires_at for row in taken),
        by=str(last.created_by) if last.created_by else "",
    )
