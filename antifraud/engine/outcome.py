"""Name what became of an order, and which of it speaks for or against the buyer."""

from enum import StrEnum


class Outcome(StrEnum):
    """What became of an order. The values are stored and never change."""

    DELIVERED = "delivered"
    KEPT = "kept"  # delivered, and nothing came back for a month
    REFUSED = "refused"  # the parcel was not taken
    UNPAID = "unpaid"  # the transfer never came
    CHARGEBACK = "chargeback"
    FRAUD = "fraud"  # staff's word
    GENUINE = "genuine"  # staff's word


GOOD = frozenset({Outcome.DELIVERED, Outcome.KEPT, Outcome.GENUINE})
CONFIRMED_BAD = frozenset({Outcome.CHARGEBACK, Outcome.FRAUD})
