"""Let shoppers confirm an order by a mailed link, and heed it.

Whoever opens the link, the same rows are locked and written and the same page is shown, whatever became of the order.
What a confirmation means for the review is decided by a worker afterwards. `antifraud.actions.confirmation` says who
gets the mail: nobody gets it, or does not, because of the block list.
"""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction

from antifraud.actions.confirmation import asks_shopper, may_clear
from antifraud.engine.assessment import AssessmentView
from antifraud.queries import latest
from checkout.actions.change import change, record
from checkout.actions.money import capture_if_cleared
from checkout.actions.outcome import tell_outcome
from checkout.models import Order
from checkout.public import RECEIVED, PublicOrder, confirmation_signer, order_by_token
from outbox.actions import publish

LASTS = timedelta(days=7)
CONFIRMED = "Cleared: its shopper confirmed it."


def ask_if_due(order: Order, assessment: AssessmentView, *, now: datetime) -> None:
    """Have an order's shopper asked, if its assessment asks; called once an order, when it is first judged."""
    if asks_shopper(assessment):
        publish("confirmation-due", {"order": order.pk}, now=now)


def order_to_confirm(signed: str, *, now: datetime) -> PublicOrder | None:
    """Return the order a mailed link speaks of, or None when the link is not ours or there is nothing to confirm."""
    try:
        token = confirmation_signer().unsign(signed)
    except signing.BadSignature:
        return None
    order = order_by_token(token)
    if order is None or order.status != RECEIVED or order.placed_at <= now - LASTS:
        return None
    return order


def confirm(signed: str, *, now: datetime) -> PublicOrder | None:
    """Note that a shopper confirmed an order, once, and return it; None when there is nothing to confirm."""
    shown = order_to_confirm(signed, now=now)
    if shown is None:
        return None
    with transaction.atomic():
        order = Order.objects.select_for_update().get(token=shown.token)
        if order.confirmed_at is None:
            Order.objects.filter(pk=order.pk).update(confirmed_at=now)
            record(order, code="confirmed", sentence="The shopper confirmed it by the mailed link.", now=now)
            publish("order-confirmed", {"order": order.pk}, now=now)
    return shown


def heed(order_id: int, *, now: datetime) -> None:
    """Clear a confirmed order that a machine held and that its shopper's word is enough for; others wait on."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        tell_outcome(order, "confirmed", now=now)
        assessment = latest(order.number)
        held = order.events.filter(code="held").order_by("-at", "-pk").first()
        is_held_by_machine = held is not None and held.actor_id is None
        if order.review != Order.Review.HELD or order.status != Order.Status.OPEN or not is_held_by_machine:
            return
        if assessment is None or not may_clear(assessment):
            return
        change(
            order,
            {"review": "cleared"},
            code="cleared",
            sentence=CONFIRMED,
            now=now,
            fields={"snoozed_until": None},
        )
        capture_if_cleared(order, now=now)
