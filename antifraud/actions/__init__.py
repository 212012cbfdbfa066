"""Judge orders, keep the lists, note what became of orders, let evidence expire."""

from antifraud.actions.assessment import assess
from antifraud.actions.backlog import PastOrder, import_history
from antifraud.actions.blocklist import BlockLine, BlockReport, block, unblock
from antifraud.actions.digest import tell_pause, tell_week
from antifraud.actions.expiry import expire
from antifraud.actions.outcome import record_outcome

__all__ = [
    "BlockLine",
    "BlockReport",
    "PastOrder",
    "assess",
    "block",
    "expire",
    "import_history",
    "record_outcome",
    "unblock",
    "tell_pause",
    "tell_week",
]
