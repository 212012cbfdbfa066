"""Put things on the silent lists and take them off, and write into the audit trail who did."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from antifraud.actions import BlockReport, block, unblock
from antifraud.actions.amendment import amend
from antifraud.engine.amendment import Changes, Terms
from antifraud.engine.assessment import Effect
from backoffice.queries.entry import CHANGED

# Of a long list the audit trail names so many.
NAMED = 50


def put(
    values: str | Sequence[str],
    *,
    reason: str,
    actor_id: int,
    expires_at: datetime | None,
    now: datetime,
    effect: Effect = "block",
    note: str = "",
    own_address: str | None = None,
    is_partial: bool = False,
) -> BlockReport:
    """Put values on the block or the allow list.

    :raises PasteTooLong: over a million characters or 20,000 lines
    """
    with transaction.atomic():
        report = block(
            values,
            reason=reason,
            author_id=actor_id,
            expires_at=expires_at,
            now=now,
            effect=effect,
            note=note,
            own_address=own_address,
            is_partial=is_partial,
        )
        if report.is_saved:
            saved = [line.value for line in (*report.having("added"), *report.having("prolonged"))]
            audit.record(
                actor_id,
                action=f"list-{effect}",
                target=f"list:{saved[0] if len(saved) == 1 else f'{len(saved)} entries'}",
                detail={
                    "values": saved[:NAMED],
                    "entries": len(saved),
                    "reason": reason,
                    "expires_at": None if expires_at is None else expires_at.isoformat(),
                },
                now=now,
            )
    return report


def note_export(*, effect: str, is_live: bool, search: str, actor_id: int | None, now: datetime) -> None:
    """Write down that entries were taken out as a file: they name people."""
    detail = {"list": effect or "both", "in_force": is_live, "search": search}
    audit.record(actor_id, action="list-export", target="list:export", detail=detail, now=now)


def change(entry_id: int, *, to: Terms, seen: str, actor_id: int, now: datetime) -> Changes | None:
    """Give an entry other terms and return what changed; None when it is not in force.

    :raises Outdated: when somebody else changed it after it was `seen`
    :raises ValueError: when it would have ended already
    """
    with transaction.atomic():
        amended = amend(entry_id, to=to, seen=seen, now=now)
        if amended is None:
            return None
        entry, changes = amended
        if changes:
            audit.record(
                actor_id,
                action=CHANGED,
                target=f"list:{entry.value}",
                detail={"entry": entry_id, "effect": entry.effect, "changes": dict(changes)},
                now=now,
            )
    return changes


def end(entry_id: int, *, actor_id: int, now: datetime) -> bool:
    """End an entry; return False when it is not in force."""
    with transaction.atomic():
        entry = unblock(entry_id, now=now)
        if entry is not None:
            audit.record(
                actor_id,
                action="list-end",
                target=f"list:{entry.value}",
                detail={"entry": entry_id, "effect": entry.effect},
                now=now,
            )
    return entry is not None
