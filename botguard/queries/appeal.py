"""What people wrote who were kept out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from botguard.models import Appeal

MOST_LISTED = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealView:
    """An appeal, as the back office shows it; `outcome` is released, kept, or empty while it is open."""

    id: int
    created_at: datetime
    address: str
    email: str
    message: str
    visitor: str
    closed_at: datetime | None
    outcome: str

    @classmethod
    def of(cls, row: Appeal) -> Self:
        """Return a row as the back office shows it."""
        return cls(
            id=row.pk,
            created_at=row.created_at,
            address=row.address,
            email=row.email,
            message=row.message,
            visitor=row.visitor or row.address,
            closed_at=row.closed_at,
            outcome=row.outcome,
        )


def open_appeals() -> int:
    """Return how many appeals nobody has closed."""
    return Appeal.objects.filter(closed_at=None).count()


def appeals(*, is_open: bool, limit: int = 25, offset: int = 0) -> tuple[AppealView, ...]:
    """Return appeals: the open ones oldest first, as they wait; the closed ones newest first."""
    rows = Appeal.objects.filter(closed_at__isnull=is_open)
    ordered = rows.order_by("created_at", "pk") if is_open else rows.order_by("-closed_at", "-pk")
    return tuple(AppealView.of(row) for row in ordered[offset : offset + limit])


def appeal_count(*, is_open: bool) -> int:
    """Return how many there are, counted up to as many as a list shows."""
    return Appeal.objects.filter(closed_at__isnull=is_open)[:MOST_LISTED].count()


def appeals_since(since: datetime) -> tuple[AppealView, ...]:
    """Return every appeal written since then, newest first."""
    rows = Appeal.objects.filter(created_at__gte=since).order_by("-created_at", "-pk")[:MOST_LISTED]
    return tuple(AppealView.of(row) for row in rows)
