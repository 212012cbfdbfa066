"""The four axes of an order and the moves each allows. Actions carry them out as `UPDATE … WHERE axis = old`."""

from collections.abc import Mapping

TRANSITIONS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "status": {
        "open": frozenset({"cancelled", "completed"}),
        "cancelled": frozenset({"open"}),  # reinstated
        "completed": frozenset(),
    },
    "payment_status": {
        "pending": frozenset({"authorised", "paid", "failed"}),
        "authorised": frozenset({"paid", "failed", "voided"}),
        "failed": frozenset({"pending", "paid"}),  # tried again; captured late
        "paid": frozenset({"refunded", "charged-back"}),
        "refunded": frozenset(),
        "voided": frozenset(),
        "charged-back": frozenset(),
    },
    "fulfilment": {
        "waiting": frozenset({"shipped", "released"}),
        "shipped": frozenset({"delivered", "refused"}),
        "released": frozenset({"waiting"}),  # reinstated, if there is stock
        "delivered": frozenset(),
        "refused": frozenset(),
    },
    "review": {
        "pending": frozenset({"cleared", "held", "shadow-cancelled", "rejected"}),
        "cleared": frozenset({"held", "rejected"}),
        "held": frozenset({"cleared", "rejected"}),
        "shadow-cancelled": frozenset({"cleared", "held"}),
        "rejected": frozenset({"cleared", "held"}),
    },
}


def may_move(axis: str, *, old: str, new: str) -> bool:
    """Return whether an axis may go from one state to another.

    :raises KeyError: when there is no such axis or state
    """
    return new in TRANSITIONS[axis][old]
