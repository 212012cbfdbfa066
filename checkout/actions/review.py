"""Judge an order and do what the assessment recommends: clear it, hold it, or cancel it in silence."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from antifraud.actions import assess
from antifraud.engine.assessment import AssessmentView
from antifraud.engine.cause import Cause
from checkout.actions.change import change
from checkout.actions.confirmation import CONFIRMED, ask_if_due
from checkout.actions.money import capture_if_cleared
from checkout.actions.place import delays
from checkout.collect import order_facts
from checkout.models import ErasedOrder, Order

log = logging.getLogger(__name__)

FORGOTTEN_AFTER = timedelta(minutes=2)
RETRIED_FOR, RETRIED_AT_ONCE = timedelta(hours=24), 10
NOT_EVALUATED = "Not evaluated: the fraud check did not answer."
# What an order's history calls the moves of its review.
DECIDED = ("cleared", "held", "reinstated")


def judge(order_id: int, *, now: datetime, cause: Cause = Cause.PLACED) -> None:
    """Assess an order and apply the assessment; one whose evidence has expired or was erased is left as it is."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        if _has_evidence(order):
            apply(order, assess(order_facts(order), cause=cause, now=now), now=now)
        capture_if_cleared(order, now=now)


def apply(order: Order, assessment: AssessmentView, *, now: datetime) -> None:
    """Do what an assessment recommends; `order` is locked. What staff have decided is never changed."""
    recommended: str = assessment.recommendation
    if recommended == "shadow-cancel" and not _may_cancel_silently(order):
        recommended = "hold"
    if order.review == Order.Review.CLEARED and recommended == "hold" and _may_hold(order):
        # Judged again, with what has become known since.
        _hold(order, assessment.sentence, now=now)
    if order.review == Order.Review.HELD and order.review_reason == NOT_EVALUATED:
        _judge_late(order, recommended, assessment.sentence, now=now)
    if order.review != Order.Review.PENDING:
        return
    ask_if_due(order, assessment, now=now)
    if recommended == "shadow-cancel":
        cancel_silently(order, reason=assessment.sentence, now=now)
    elif recommended == "hold":
        _hold(order, assessment.sentence, now=now)
    else:
        change(
            order, {"review": "cleared"}, code="cleared", sentence=f"Cleared: {assessment.sentence}", now=now
        )


def cancel_silently(order: Order, *, reason: str, now: datetime) -> None:
    """Cancel an order inside, and change nothing that its shopper, or a watcher of the shelf, can see.

    Its stock stays held and its coupon used; the ordinary sweep gives the stock back after the shop's ordinary delay
    (docs/shadow-cancel.md).
    """
    change(
        order,
        {"status": "cancelled", "review": "shadow-cancelled"},
        code="shadow-cancelled",
        sentence=f"Cancelled silently: {reason}",
        now=now,
        fields={
            "review_reason": reason[:300],
            "release_at": order.release_at or order.placed_at + delays().offline,
        },
    )


def judge_forgotten(*, now: datetime, most: int = 100) -> int:
    """Judge orders whose message was lost or whose check failed; one that fails again is held for a person.

    What is held only because it could not be judged is tried again for a day, a few at a time.
    """
    waiting = Order.objects.filter(review=Order.Review.PENDING, placed_at__lte=now - FORGOTTEN_AFTER)
    found = list(waiting.order_by("placed_at", "pk").values_list("pk", flat=True)[:most])
    unjudged = Order.objects.filter(
        review=Order.Review.HELD, review_reason=NOT_EVALUATED, placed_at__gt=now - RETRIED_FOR
    )
    found += unjudged.order_by("-placed_at", "pk").values_list("pk", flat=True)[:RETRIED_AT_ONCE]
    for order_id in found:
        try:
            judge(order_id, cause=Cause.RETRIED, now=now)
        except Exception:  # whatever broke, an order must not wait unseen
            log.exception("order-not-evaluated", extra={"order": order_id})
            hold_unevaluated(order_id, now=now)
    return len(found)


def hold_unevaluated(order_id: int, *, now: datetime) -> None:
    """Put an order that could not be judged before a person."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        if order.review == Order.Review.PENDING:
            _hold(order, NOT_EVALUATED, now=now)


def _judge_late(order: Order, recommended: str, sentence: str, *, now: datetime) -> None:
    """Clear an order that was held only for want of a judgement, or keep it held for what was found."""
    if recommended == "clear":
        change(
            order,
            {"review": "cleared"},
            code="cleared",
            sentence=f"Cleared: {sentence}",
            now=now,
            fields={"review_reason": ""},
        )
    else:
        Order.objects.filter(pk=order.pk).update(review_reason=sentence[:300])


def _hold(order: Order, reason: str, *, now: datetime) -> None:
    change(
        order,
        {"review": "held"},
        code="held",
        sentence=f"Held for review: {reason}",
        now=now,
        fields={"review_reason": reason[:300], "held_at": now, "snoozed_until": None},
    )


def _has_evidence(order: Order) -> bool:
    is_erased = ErasedOrder.objects.filter(order=order, done_at__isnull=False).exists()
    return order.visit_cut_at is None and not is_erased


def _may_hold(order: Order) -> bool:
    """Return whether a machine may hold a cleared order: it is at home, and it was no person who cleared it."""
    if order.status != Order.Status.OPEN or order.fulfilment != Order.Fulfilment.WAITING:
        return False
    last = order.events.filter(code__in=DECIDED).order_by("-at", "-pk").first()
    return last is None or (last.actor_id is None and last.sentence != CONFIRMED)


def _may_cancel_silently(order: Order) -> bool:
    """Return whether no money has moved; a paid order is never cancelled by a machine."""
    return order.is_offline and order.payment_status == Order.PaymentStatus.PENDING and order.status == "open"
