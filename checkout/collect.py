"""Gather what is known of an order and of the visit that placed it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any  # values that came out of JSON

from django.db.models import Q, Sum

from antifraud.engine.facts import OrderFacts
from botguard.http import Guard
from checkout.models import Order, Payment


def visit_facts(guard: Guard) -> dict[str, object]:
    """Return what the guard knows of the visit, as an order keeps it."""
    return {"network": asdict(guard.network), "visit": asdict(guard.visit), "action": guard.action}


def order_facts(order: Order) -> OrderFacts:
    """Return an order as antifraud knows it."""
    network: Mapping[str, Any] = order.visit.get("network", {})
    visit: Mapping[str, Any] = order.visit.get("visit", {})
    customer = order.customer
    first_seen_at = visit.get("first_seen_at")
    card = order.payments.exclude(status=Payment.Status.STARTED).order_by("-pk").first()
    return OrderFacts(
        reference=order.number,
        placed_at=order.placed_at,
        is_offline=order.is_offline,
        payment_method=order.payment_method,
        amount_minor=order.total_minor,
        currency=order.currency,
        units=order.lines.aggregate(units=Sum("quantity"))["units"] or 0,
        email=order.email,
        phone=order.phone,
        name=order.name,
        street=order.street,
        postcode=order.postcode,
        city=order.city,
        country=order.country,
        coupon_code="" if order.coupon is None else order.coupon.code,
        customer_id=order.customer_id,
        customer_since=None if customer is None else customer.date_joined,
        delivered_before=delivered_before(order),
        address=order.client_address,
        address_country=network.get("country"),
        address_asn=network.get("asn"),
        address_organisation=network.get("organisation"),
        address_kind=network.get("kind"),
        device=visit.get("key_id"),
        agent_class=visit.get("agent_class"),
        languages=visit.get("languages"),
        visit_seconds=None if first_seen_at is None else order.placed_at.timestamp() - first_seen_at,
        visit_pages=visit.get("pages"),
        visit_product_pages=visit.get("product_pages"),
        trap_hits=visit.get("trap_hits"),
        guard_points=visit.get("points"),
        proof=visit.get("proof"),
        failed_payments=order.payments.filter(status=Payment.Status.FAILED).count(),
        card_result=card.result if card is not None and card.result else None,
    )


def delivered_before(order: Order) -> int:
    """Return how many delivered orders this customer or phone had before this one."""
    same = Q(customer=order.customer_id) if order.customer_id else Q(pk=None)
    if order.phone:
        same |= Q(phone=order.phone)
    before = Order.objects.filter(same, fulfilment=Order.Fulfilment.DELIVERED, placed_at__lt=order.placed_at)
    return before.count()
