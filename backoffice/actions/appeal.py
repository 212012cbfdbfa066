"""Answer appeals, and write into the audit trail who did."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from backoffice.actions.visitor import is_key
from botguard import actions as guard
from botguard import queries


def answer(appeal_id: int, *, is_released: bool, actor_id: int, now: datetime) -> int | None:
    """Close an appeal and return how many bans were lifted with it; None when it was closed before.

    Releasing lifts every ban over the address that the appeal came from, and gives the visitor's key back.
    """
    with transaction.atomic():
        closed = guard.close_appeal(appeal_id, outcome="released" if is_released else "kept", now=now)
        if closed is None:
            return None
        lifted = []
        if is_released:
            lifted = [
                ban for ban in queries.bans_over(closed.address, now=now) if guard.lift(ban.id, now=now)
            ]
            if is_key(closed.visitor):
                guard.restore(closed.visitor, now=now)
        audit.record(
            actor_id,
            action="appeal-release" if is_released else "appeal-keep",
            target=f"appeal:{appeal_id}",
            detail={"address": closed.address, "bans": [ban.network for ban in lifted]},
            now=now,
        )
    return len(lifted)
