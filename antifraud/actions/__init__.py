"""Judge orders, keep the lists, note what became of orders, let evidence expire."""

from antifraud.actions.assessment import assess
from antifraud.actions.backlog import import_history
from antifraud.actions.blocklist import BlockLine, BlockReport, block, unblock
from antifraud.actions.digest import tell_pause, tell_week
from antifraud.actions.expiry import expire
from antifraud.actions.outcome import mature, record_outcome
from antifraud.engine.past import PastOrder

__all__ = [
    "BlockLine",
    "BlockReport",
    "PastOrder",
    "assess",
    "block",
    "expire",
    "import_history",
    "mature",
    "record_outcome",
    "tell_pause",
    "tell_week",
    "unblock",
]
