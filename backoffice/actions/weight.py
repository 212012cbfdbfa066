"""Put weights learned from orders in force and take them back, and write into the audit trail who did."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from antifraud.actions import learning


def promote(card_id: int, *, actor_id: int, now: datetime) -> None:
    """Put learned weights in force.

    :raises NotThere: when they are in force already, or there are none
    """
    with transaction.atomic():
        learning.promote(card_id, now=now)
        audit.record(
            actor_id, action="order-weights-promote", target=f"order-weights:{card_id}", detail={}, now=now
        )


def retire(card_id: int, *, actor_id: int, now: datetime) -> None:
    """Take learned weights back, or a challenger away.

    :raises NotThere: when they are retired already, or there are none
    """
    with transaction.atomic():
        learning.retire(card_id, now=now)
        audit.record(
            actor_id, action="order-weights-retire", target=f"order-weights:{card_id}", detail={}, now=now
        )
