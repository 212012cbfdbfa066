"""Name why an order is judged: because it was placed, because something became known of it, or because staff asked."""

from collections.abc import Mapping
from enum import StrEnum


class Cause(StrEnum):
    """Why a judgement was made. The values are stored and never change."""

    PLACED = "placed"
    RETRIED = "retried"
    ASKED = "asked"
    PAYMENT_AUTHORISED = "payment-authorised"
    PAYMENT_DECLINED = "payment-declined"
    MONEY_ARRIVED = "money-arrived"
    CHARGED_BACK = "charged-back"
    PARCEL_DELIVERED = "parcel-delivered"
    PARCEL_REFUSED = "parcel-refused"


# What comes once an order is through: it is written down, and no figure of how orders are judged counts it.
AFTERMATH = frozenset({Cause.CHARGED_BACK, Cause.PARCEL_DELIVERED, Cause.PARCEL_REFUSED})
SENTENCES: Mapping[str, str] = {
    Cause.PLACED: "it was placed",
    Cause.RETRIED: "the first try failed",
    Cause.ASKED: "staff asked",
    Cause.PAYMENT_AUTHORISED: "its card was authorised",
    Cause.PAYMENT_DECLINED: "a card was declined",
    Cause.MONEY_ARRIVED: "its money arrived",
    Cause.CHARGED_BACK: "the bank took its money back",
    Cause.PARCEL_DELIVERED: "its parcel was delivered",
    Cause.PARCEL_REFUSED: "its parcel was refused",
}
