"""Bans of the guard's own, with what came of them."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network
from typing import Self

from django.db.models import Q, QuerySet

from botguard.models import Ban

MOST_LISTED = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentBan:
    """A ban, as the back office shows it."""

    id: int
    network: str
    reason_code: str
    created_at: datetime
    expires_at: datetime
    lifted_at: datetime | None

    @classmethod
    def of(cls, row: Ban) -> Self:
        """Return a row as the back office shows it."""
        return cls(
            id=row.pk,
            network=row.network,
            reason_code=row.reason_code,
            created_at=row.created_at,
            expires_at=row.expires_at,
            lifted_at=row.lifted_at,
        )

    def is_live(self, *, now: datetime) -> bool:
        """Tell whether the ban holds now."""
        return self.lifted_at is None and self.expires_at > now


def recent_bans(
    limit: int = 10, *, offset: int = 0, show: str = "", text: str = "", now: datetime | None = None
) -> tuple[RecentBan, ...]:
    """Return the latest bans, newest first; `show` is live, over or lifted (the first two want `now`)."""
    rows = _found(show=show, text=text, now=now).order_by("-created_at", "-pk")
    return tuple(RecentBan.of(row) for row in rows[offset : offset + limit])


def ban_count(*, show: str = "", text: str = "", now: datetime | None = None) -> int:
    """Return how many there are, counted up to as many as a list shows."""
    return _found(show=show, text=text, now=now).order_by()[:MOST_LISTED].count()


def bans_over(address: str, *, now: datetime) -> tuple[RecentBan, ...]:
    """Return the live bans of networks that hold an address, the narrowest first."""
    held = Ban.objects.extra(where=["network::inet >>= %s::inet"], params=[address])
    rows = held.filter(lifted_at=None, expires_at__gt=now).order_by("-network", "-pk")
    return tuple(RecentBan.of(row) for row in rows)


def _found(*, show: str, text: str, now: datetime | None) -> QuerySet[Ban]:
    found = Ban.objects.all()
    if show == "live":
        found = found.filter(lifted_at=None, expires_at__gt=now)
    elif show == "over":
        found = found.filter(lifted_at=None, expires_at__lte=now)
    elif show == "lifted":
        found = found.exclude(lifted_at=None)
    if not text:
        return found
    try:
        network = ip_network(text, strict=False).compressed
    except ValueError:
        return found.filter(Q(reason_code=text.lower()) | Q(network__startswith=text))
    return found.extra(where=["network::inet && %s::inet"], params=[network])
