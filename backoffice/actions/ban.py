"""Lift the guard's bans, and write into the audit trail who did."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from botguard import actions as guard


def lift(ban_id: int, *, actor_id: int, now: datetime) -> bool:
    """End a ban; return False when it is over already."""
    with transaction.atomic():
        ban = guard.lift(ban_id, now=now)
        if ban is not None:
            audit.record(
                actor_id,
                action="ban-lift",
                target=f"ban:{ban.network}",
                detail={"ban": ban_id, "reason": ban.reason_code},
                now=now,
            )
    return ban is not None
