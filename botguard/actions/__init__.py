"""Change what the guard remembers."""

from botguard.actions.appeal import close_appeal
from botguard.actions.crawler import check_names, read_directories
from botguard.actions.fold import fold_events
from botguard.actions.journal import import_decisions, import_traffic, record
from botguard.actions.note import note, note_answer
from botguard.actions.partner import count_use
from botguard.actions.proof import redeem
from botguard.actions.remedy import apply, ban, expire, lift
from botguard.actions.revocation import restore, revoke
from botguard.actions.rule import count_hits
from botguard.actions.standing import Learned, carry, learn, say
from botguard.collect.network import network_facts

__all__ = [
    "Learned",
    "apply",
    "ban",
    "carry",
    "check_names",
    "close_appeal",
    "count_hits",
    "count_use",
    "expire",
    "fold_events",
    "import_decisions",
    "import_traffic",
    "learn",
    "lift",
    "network_facts",
    "note",
    "note_answer",
    "read_directories",
    "record",
    "redeem",
    "restore",
    "revoke",
    "say",
]
