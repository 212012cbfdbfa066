"""Say of a customer that they are trusted or distrusted, take it back, and write into the audit trail who did."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from botguard.actions import standing as guard

WORDS = {"safeguard": "trust", "distrusted": "distrust", "": "standing-reset"}


def say(
    customer_id: int, *, tier: str, reason: str, expires_at: datetime | None, actor_id: int, now: datetime
) -> None:
    """Keep staff's word about a customer; an empty tier leaves it to their orders again.

    :raises KeyError: when staff cannot say such a thing
    """
    action = f"customer-{WORDS[tier]}"
    with transaction.atomic():
        guard.say(customer_id, tier=tier, reason=reason, actor_id=actor_id, expires_at=expires_at, now=now)
        audit.record(
            actor_id,
            action=action,
            target=f"customer:{customer_id}",
            detail={"reason": reason, "expires_at": None if expires_at is None else expires_at.isoformat()},
            now=now,
        )
