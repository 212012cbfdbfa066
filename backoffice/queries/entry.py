"""Read from the audit trail what was changed of a list entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import AuditEntry

CHANGED = "list-change"
MOST = 50
NAMES = {"reason": "Reason", "note": "Note", "ends": "Ends"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that was changed, as it was and as it is; a time where it is one, None for never."""

    name: str
    before: str | datetime | None
    after: str | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody changed of an entry at once."""

    at: datetime
    by: str
    differences: tuple[Difference, ...]


def changes_of(entry_id: int, *, value: str) -> tuple[Change, ...]:
    """Return what was changed of an entry, newest first."""
    rows = AuditEntry.objects.filter(
        target=f"list:{value}"[:120], action=CHANGED, detail__entry=entry_id
    ).select_related("actor")
    return tuple(
        Change(
            at=row.at,
            by=row.actor.get_username() if row.actor else "",
            differences=differences(row.detail["changes"]),
        )
        for row in rows.order_by("-at", "-pk")[:MOST]
    )


def differences(changes: Mapping[str, tuple[str, str]]) -> tuple[Difference, ...]:
    """Return stored changes as they are shown."""
    return tuple(
        Difference(name=NAMES[name], before=_shown(name, before), after=_shown(name, after))
        for name, (before, after) in changes.items()
    )


def _shown(name: str, text: str) -> str | datetime | None:
    if name != "ends":
        return text
    return None if text == "never" else datetime.fromisoformat(text)
