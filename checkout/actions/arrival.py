"""Have an order judged again when something becomes known of it: how a payment went, what became of the parcel."""

from datetime import datetime

from antifraud.engine.cause import Cause
from checkout.models import Order
from outbox.actions import publish

# Money that comes is a topic of its own, which others may hear of, too.
TOPICS = {Cause.PAYMENT_AUTHORISED: "order-authorised", Cause.MONEY_ARRIVED: "order-paid"}


def fact_arrived(order: Order, cause: Cause, *, now: datetime) -> None:
    """Publish that something is known now, in the caller's transaction; a worker judges the order again, once.

    Call it where an order's state moves, which it does once, however often the news comes.
    """
    publish(TOPICS.get(cause, "order-fact"), {"order": order.pk, "cause": str(cause)}, now=now)
