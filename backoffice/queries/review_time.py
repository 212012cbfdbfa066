"""How long people took to decide."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from checkout.models import ReviewDecision

MOST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTime:
    """Decisions on orders that waited for one; the median is missing without any."""

    decisions: int
    median: timedelta | None


def review_time(*, since: datetime, now: datetime) -> ReviewTime:
    """Return how long orders decided since then had waited in review."""
    rows = ReviewDecision.objects.filter(decided_at__gte=since, decided_at__lt=now, held_at__isnull=False)
    waited = [
        (decided_at - held_at).total_seconds()
        for held_at, decided_at in rows.order_by("-decided_at").values_list("held_at", "decided_at")[:MOST]
        if held_at is not None
    ]
    return ReviewTime(
        decisions=len(waited), median=timedelta(seconds=round(median(waited))) if waited else None
    )
