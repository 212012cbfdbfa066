"""What staff do to an order from its page. The moves themselves write the order's history and the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from antifraud.actions import assess
from antifraud.engine.assessment import AssessmentView
from antifraud.engine.cause import Cause
from backoffice.engine.desk import Said
from checkout.actions import decision, staff
from checkout.collect import order_facts
from checkout.models import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one order among several; no problem means it was done."""

    number: str
    problem: str = ""


def carry_out(verb: str, order_id: int, *, said: Said, actor_id: int, now: datetime) -> None:
    """Do what a button of the order's page says.

    :raises KeyError: when there is no such verb
    :raises decision.UnknownCode: when a decision has no such code
    :raises staff.NotPossible: when the order does not stand where it could be done, or was decided meanwhile
    :raises staff.OrderMoved: when somebody else was quicker
    :raises staff.TooLate: when its stock is gone
    """
    match verb:
        case "clear":
            decision.clear(
                order_id, code=said.code, note=said.reason, seen=said.seen, actor_id=actor_id, now=now
            )
        case "reject":
            decision.reject(
                order_id, code=said.code, note=said.reason, seen=said.seen, actor_id=actor_id, now=now
            )
        case "snooze":
            decision.snooze(order_id, lasts=said.lasts, actor_id=actor_id, now=now)
        case "hold":
            staff.hold(order_id, reason=said.reason, actor_id=actor_id, now=now)
        case "cancel":
            staff.cancel(order_id, reason=said.reason, actor_id=actor_id, now=now)
        case "refund":
            staff.refund(order_id, reason=said.reason, actor_id=actor_id, now=now)
        case "chargeback":
            staff.charge_back(order_id, reason=said.reason, actor_id=actor_id, now=now)
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


def carry_out_many(
    verb: str, numbers: Sequence[str], *, said: Said, actor_id: int, now: datetime
) -> tuple[Outcome, ...]:
    """Do one thing to several orders, each by itself, and say of each what came of it."""
    found = dict(Order.objects.filter(number__in=numbers).values_list("number", "pk"))
    outcomes = []
    for number in numbers:
        problem = ""
        try:
            carry_out(verb, found[number], said=said, actor_id=actor_id, now=now)
        except KeyError:
            problem = "There is no such order."
        except staff.OrderMoved:
            problem = "Somebody else changed it at the same moment."
        except (staff.NotPossible, staff.TooLate) as error:
            problem = str(error)
        except OSError:
            # The order is rejected and its refund is marked as due: the reconciling sweep asks again.
            problem = "The card's provider does not answer; the money goes back later."
        outcomes.append(Outcome(number=number, problem=problem))
    return tuple(outcomes)


def assess_again(order: Order, *, actor_id: int, now: datetime) -> AssessmentView:
    """Judge an order anew, for people to read; what was decided about it stays as it is."""
    with transaction.atomic():
        assessment = assess(order_facts(order), cause=Cause.ASKED, now=now)
        audit.record(
            actor_id,
            action="order-assess",
            target=f"order:{order.number}",
            detail={"level": assessment.level, "score": assessment.score},
            now=now,
        )
    return assessment
