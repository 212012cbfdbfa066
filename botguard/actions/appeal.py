"""Keep an appeal for staff to read."""

from datetime import datetime, timedelta

from botguard.engine.address import Address
from botguard.models import Appeal

MOST_A_DAY = 3


class TooManyAppeals(Exception):
    """This address has written enough for today."""


def appeal(address: Address, *, email: str, message: str, visitor: str = "", now: datetime) -> Appeal:
    """Write down an appeal.

    Two sent in the same instant may both pass as the last one allowed, which does no harm.

    :raises TooManyAppeals: after three a day from one address
    """
    today = Appeal.objects.filter(address=address.compressed, created_at__gt=now - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise TooManyAppeals
    return Appeal.objects.create(
        address=address.compressed, email=email, message=message, visitor=visitor, created_at=now
    )


def close_appeal(appeal_id: int, *, outcome: str, now: datetime) -> Appeal | None:
    """Close an appeal as released or kept and return it, or None when it was closed before."""
    waiting = Appeal.objects.filter(pk=appeal_id, closed_at=None)
    if not waiting.update(closed_at=now, outcome=outcome):
        return None
    return Appeal.objects.get(pk=appeal_id)
