"""Take visitors' keys back and give them back, and write into the audit trail who did."""

import re
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from botguard import actions as guard

KEY_ID = re.compile(r"[0-9a-f]{32}")


class NotAKey(ValueError):
    """This visitor shows no key; an address is banned or ruled out instead."""


def is_key(visitor: str) -> bool:
    """Tell whether a visitor is known by a key."""
    return KEY_ID.fullmatch(visitor) is not None


def revoke(visitor: str, *, rooms: Collection[str], reason: str, actor_id: int, now: datetime) -> None:
    """Take a key back for some rooms, or without any named for all.

    :raises NotAKey: when the visitor is known by an address
    """
    if not is_key(visitor):
        raise NotAKey(visitor)
    with transaction.atomic():
        guard.revoke(visitor, rooms=rooms, reason_code="staff", actor_id=actor_id, now=now)
        audit.record(
            actor_id,
            action="key-revoke",
            target=f"key:{visitor}",
            detail={"rooms": sorted(rooms) or "all", "reason": reason},
            now=now,
        )


def restore(visitor: str, *, actor_id: int, now: datetime) -> bool:
    """Give a key back; return False when it was not taken."""
    with transaction.atomic():
        is_back = guard.restore(visitor, now=now) > 0
        if is_back:
            audit.record(actor_id, action="key-restore", target=f"key:{visitor}", detail={}, now=now)
    return is_back
