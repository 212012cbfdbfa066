"""Gather what is known of an order and of the visit that placed it."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any  # values that came out of JSON

from django.db.models import Q, Sum

from accounts.collect import is_staffs_address
from antifraud.engine.facts import OrderFacts
from antifraud.engine.subject import parse_address
from botguard.actions import network_facts
from botguard.http import Guard
from botguard.queries import geo_files
from checkout.models import Order, Payment

TRIED_WITHIN = timedelta(hours=24)


def visit_facts(guard: Guard, *, door: str, told: Mapping[str, float] | None = None) -> dict[str, object]:
    """Return what the guard knows of the visit, the door it came by and what its browser told, as an order keeps it."""
    return {
        "network": asdict(guard.network),
        "visit": asdict(guard.visit),
        "action": guard.action,
        "door": door,
        "told": dict(told or {}),
    }


def order_facts(order: Order) -> OrderFacts:
    """Return an order as antifraud knows it."""
    told: Mapping[str, float] = order.visit.get("told", {})
    network: Mapping[str, Any] = order.visit.get("network", {})
    visit: Mapping[str, Any] = order.visit.get("visit", {})
    customer = order.customer
    first_seen_at = visit.get("first_seen_at")
    card = order.payments.exclude(status=Payment.Status.STARTED).order_by("-pk").first()
    failed = failed_cards(order)
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
        coupon_is_once=order.coupon is not None and order.coupon.limit_per_person == 1,
        door=order.visit.get("door"),
        customer_id=order.customer_id,
        customer_since=None if customer is None else customer.date_joined,
        delivered_before=delivered_before(order),
        address=order.client_address,
        address_country=network.get("country"),
        address_asn=network.get("asn"),
        address_organisation=network.get("organisation"),
        address_kind=network.get("kind"),
        address_is_staffs=is_staffs_address(order.client_address, at=order.placed_at),
        device=visit.get("key_id"),
        agent_class=visit.get("agent_class"),
        languages=visit.get("languages"),
        clock_offset=round(told["clock_offset"]) if "clock_offset" in told else None,
        form_seconds=told.get("form_seconds"),
        visit_seconds=None if first_seen_at is None else order.placed_at.timestamp() - first_seen_at,
        visit_pages=visit.get("pages"),
        visit_product_pages=visit.get("product_pages"),
        trap_hits=visit.get("trap_hits"),
        guard_points=visit.get("points"),
        proof=visit.get("proof"),
        failed_payments=len(failed),
        cards_tried=len(
            {tried for tried in failed if tried} | ({card.card} if card and card.card else set())
        ),
        card=card.card if card is not None and card.card else None,
        card_country=card.card_country if card is not None and card.card_country else None,
        card_result=card.result if card is not None and card.result else None,
        payment_status=order.payment_status,
        fulfilment=order.fulfilment,
        files=network_files(now=order.placed_at),
    )


def located(facts: OrderFacts, *, files: str) -> OrderFacts:
    """Return facts with what today's files say of the address, where the facts do not say it themselves.

    Addresses move between countries and networks over the years: the older the order, the less sure. `files` is kept
    with the facts, so that one can tell.
    """
    address = parse_address(facts.address)
    if address is None:
        return facts
    found = network_facts(address)
    return replace(
        facts,
        address_country=facts.address_country or found.country,
        address_asn=facts.address_asn if facts.address_asn is not None else found.asn,
        address_organisation=facts.address_organisation or found.organisation,
        address_kind=facts.address_kind or found.kind,
        files=facts.files or files,
    )


def network_files(*, now: datetime) -> str:
    """Return the files that say where addresses lie, with their dates."""
    return ", ".join(
        f"{file.name} {file.date:%Y-%m-%d}" if file.date else file.name for file in geo_files(now=now)
    )


def failed_cards(order: Order) -> list[str]:
    """Return the card, as far as it was told, of every failed payment of an order and of the same visit, customer and
    address in the 24 hours before it.
    """
    near = Order.objects.filter(placed_at__gt=order.placed_at - TRIED_WITHIN, placed_at__lte=order.placed_at)
    same = Q(order=order)
    if order.customer_id:
        same |= Q(order__in=near.filter(customer=order.customer_id))
    if order.client_address:
        same |= Q(order__in=near.filter(client_address=order.client_address))
    failed = Payment.objects.filter(same, status=Payment.Status.FAILED)
    return list(failed.order_by("pk").values_list("card", flat=True))


def delivered_before(order: Order) -> int:
    """Return how many delivered orders this customer or phone had before this one."""
    same = Q(customer=order.customer_id) if order.customer_id else Q(pk=None)
    if order.phone:
        same |= Q(phone=order.phone)
    before = Order.objects.filter(same, fulfilment=Order.Fulfilment.DELIVERED, placed_at__lt=order.placed_at)
    return before.count()
