"""Tell both guards what an order came to: antifraud judges orders by it, botguard visitors."""

from datetime import datetime
from ipaddress import ip_address

from antifraud.actions import record_outcome
from botguard.engine.address import neighbourhood
from checkout.models import Order
from outbox.actions import publish


def tell_outcome(order: Order, outcome: str, *, now: datetime) -> None:
    """Note an outcome in the caller's transaction, and publish it as `order-outcome`.

    Of the address only its /24 or /48 goes along, and of the visit only its key, which means nobody.

    :raises ValueError: for a word that is no outcome
    """
    record_outcome(order.number, outcome, now=now)
    network = neighbourhood(ip_address(order.client_address)).compressed if order.client_address else ""
    visit = order.visit.get("visit", {})
    publish(
        "order-outcome",
        {
            "reference": order.number,
            "outcome": outcome,
            "account_id": order.customer_id,
            "key_id": visit.get("key_id") or "",
            "network": network,
        },
        now=now,
    )
