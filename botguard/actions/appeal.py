"""Keep an appeal for staff to read."""

from datetime import datetime, timedelta

from botguard.engine.address import Address
from botguard.models import Appeal

MOST_A_DAY = 3


class TooManyAppeals(Exception):
    """This address has written enough for today."""


def appeal(address: Address, *, email: str, message: str, now: datetime) -> Appeal:
    """Write down an appeal.

    Two sent in the same instant may both pass as the last one allowed, which does no harm.

    :raises TooManyAppeals: after three a day from one address
    """
    today = Appeal.objects.filter(address=address.compressed, created_at__gt=now - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise TooManyAppeals
    return Appeal.objects.create(address=address.compressed, email=email, message=message, created_at=now)
