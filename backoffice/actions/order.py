"""What staff do to an order from its page. The moves themselves write the order's history and the audit trail."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from antifraud.actions import assess
from antifraud.engine.assessment import AssessmentView
from checkout.actions import staff
from checkout.collect import order_facts
from checkout.models import Order


def carry_out(verb: str, order_id: int, *, reason: str, actor_id: int, now: datetime) -> None:
    """Do what a button of the order's page says.

    :raises KeyError: when there is no such verb
    :raises staff.NotPossible: when the order does not stand where it could be done
    :raises staff.OrderMoved: when somebody else was quicker
    :raises staff.TooLate: when its stock is gone
    """
    match verb:
        case "clear":
            staff.clear(order_id, actor_id=actor_id, now=now)
        case "hold":
            staff.hold(order_id, reason=reason, actor_id=actor_id, now=now)
        case "reject" | "cancel":
            staff.cancel(order_id, reason=reason, is_fraud=verb == "reject", actor_id=actor_id, now=now)
        case "refund":
            staff.refund(order_id, reason=reason, actor_id=actor_id, now=now)
        case "ship":
            staff.ship(order_id, actor_id=actor_id, now=now)
        case "deliver":
            staff.deliver(order_id, actor_id=actor_id, now=now)
        case "refuse":
            staff.refuse(order_id, actor_id=actor_id, now=now)
        case "mark-paid":
            staff.mark_paid(order_id, actor_id=actor_id, now=now)
        case "reinstate":
            staff.reinstate(order_id, actor_id=actor_id, now=now)
        case _:
            raise KeyError(verb)


def assess_again(order: Order, *, actor_id: int, now: datetime) -> AssessmentView:
    """Judge an order anew, for people to read; what was decided about it stays as it is."""
    with transaction.atomic():
        assessment = assess(order_facts(order), now=now)
        audit.record(
            actor_id,
            action="order-assess",
            target=f"order:{order.number}",
            detail={"level": assessment.level, "score": assessment.score},
            now=now,
        )
    return assessment
