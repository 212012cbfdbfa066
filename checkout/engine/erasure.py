"""Decide when an order can do without its person."""

from datetime import datetime, timedelta

# Parcels come back and payments are disputed for a while after all seems done.
QUIET_FOR = timedelta(days=30)
# Whatever an order still waits for, it does not come any more.
AT_MOST = timedelta(days=180)
FINISHED = frozenset({"delivered", "returned", "lapsed", "cancelled"})  # as its shopper reads it
MOVING = frozenset({"started", "authorised", "refunding"})


def may_be_erased(
    *,
    status: str,
    payments: frozenset[str],
    placed_at: datetime,
    touched_at: datetime,
    now: datetime,
) -> bool:
    """Tell whether nobody needs to know any more whose order it was; `status` is the one its shopper reads.

    The fraud check's word is not asked: a silently cancelled order keeps its page as long as any order does that
    reads the same.
    """
    if now - placed_at >= AT_MOST:
        return True
    if payments & MOVING:
        return False
    return status in FINISHED and now - touched_at >= QUIET_FOR
