"""Set brakes and let go of them, and write into the audit trail who did."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from botguard.actions import brake as guard


def set_mode(code: str, mode: str, *, actor_id: int, now: datetime) -> None:
    """Set a brake to off, observe or enforce."""
    with transaction.atomic():
        guard.set_mode(code, mode)
        audit.record(actor_id, action="brake-set", target=f"brake:{code}", detail={"mode": mode}, now=now)


def release(pull_id: int, *, actor_id: int, now: datetime) -> bool:
    """Let go of a brake; return False when it has let go already."""
    with transaction.atomic():
        pull = guard.release(pull_id, now=now)
        if pull is not None:
            audit.record(
                actor_id,
                action="brake-release",
                target=f"brake:{pull.code}",
                detail={"pull": pull_id, "scope": pull.scope, "why": pull.sentence},
                now=now,
            )
    return pull is not None
