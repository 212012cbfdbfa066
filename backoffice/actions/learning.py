"""Put learned weights in force and take them back, and write into the audit trail who did."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from botguard.actions import lesson


def promote(card_id: int, *, actor_id: int, now: datetime) -> None:
    """Put a scorecard's weights in force.

    :raises NotThere: when it is in force already, or there is none
    """
    with transaction.atomic():
        lesson.promote(card_id, now=now)
        audit.record(actor_id, action="weights-promote", target=f"scorecard:{card_id}", detail={}, now=now)


def retire(card_id: int, *, actor_id: int, now: datetime) -> None:
    """Take a scorecard's weights back, or a challenger away.

    :raises NotThere: when it is retired already, or there is none
    """
    with transaction.atomic():
        lesson.retire(card_id, now=now)
        audit.record(actor_id, action="weights-retire", target=f"scorecard:{card_id}", detail={}, now=now)
