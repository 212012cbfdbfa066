"""Count what waits for somebody, for the rail."""

from datetime import datetime

from django.db.models import Q

from botguard.queries import open_appeals
from checkout.models import Order


def waiting(*, now: datetime) -> dict[str, int]:
    """Return how many orders wait in review now, those put aside left out, and how many people for an answer."""
    awake = Order.objects.in_review().exclude(Q(snoozed_until__gt=now))
    return {"review": awake.count(), "appeals": open_appeals()}
