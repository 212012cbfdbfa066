"""Change what the guard remembers."""

from botguard.actions.appeal import close_appeal
from botguard.actions.fold import fold_events
from botguard.actions.journal import import_decisions, import_traffic, record
from botguard.actions.note import note
from botguard.actions.proof import redeem
from botguard.actions.remedy import apply, ban, expire, lift, revoke

__all__ = [
    "apply",
    "ban",
    "close_appeal",
    "expire",
    "fold_events",
    "import_decisions",
    "import_traffic",
    "lift",
    "note",
    "record",
    "redeem",
    "revoke",
]
