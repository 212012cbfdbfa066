"""What staff do to an order: each checked against the table of moves, written in its history and in the audit trail."""

from datetime import datetime

from django.conf import settings

from accounts.actions import mail
from antifraud.engine.cause import Cause
from checkout.actions import payment
from checkout.actions.arrival import fact_arrived
from checkout.actions.audited import audited, must
from checkout.actions.change import NotPossible, OrderMoved, change
from checkout.actions.money import give_back, start_giving_back, voided
from checkout.actions.outcome import tell_outcome
from checkout.actions.reinstate import TooLate, reopen
from checkout.actions.release import put_back, units_of
from checkout.models import Order, Payment
from shop.actions import stock

__all__ = [
    "NotPossible",
    "OrderMoved",
    "TooLate",
    "cancel",
    "charge_back",
    "deliver",
    "hold",
    "mark_paid",
    "refund",
    "refuse",
    "reinstate",
    "ship",
]


def hold(order_id: int, *, reason: str, actor_id: int, now: datetime) -> None:
    """Keep an order from going out until somebody has looked.

    :raises NotPossible: when it is cancelled or on its way
    """
    with audited(order_id, "order-hold", actor_id=actor_id, now=now) as order:
        must(order.status == Order.Status.OPEN, "A cancelled order cannot be held.")
        must(order.fulfilment == Order.Fulfilment.WAITING, "The parcel has left the house.")
        change(
            order,
            {"review": "held"},
            code="held",
            sentence=f"Held by staff: {reason}",
            now=now,
            actor_id=actor_id,
            fields={"review_reason": reason[:300], "held_at": now, "snoozed_until": None},
        )


def cancel(order_id: int, *, reason: str, actor_id: int, now: datetime) -> None:
    """Cancel an order openly, put its stock back on sale, and give a paid card's money back.

    :raises NotPossible: when it has left the house, or was cancelled before
    """
    with audited(order_id, "order-cancel", actor_id=actor_id, now=now, reason=reason) as order:
        must(order.status == Order.Status.OPEN, "The order is not open.")
        must(order.fulfilment == Order.Fulfilment.WAITING, "The parcel has left the house.")
        put_back(order, now=now)
        change(
            order,
            {"status": "cancelled", "fulfilment": "released", **voided(order)},
            code="cancelled",
            sentence=f"Cancelled by staff: {reason}",
            now=now,
            actor_id=actor_id,
            fields={"is_holding_stock": False, "release_at": None},
        )
        due = start_giving_back(order)
    give_back(due, now=now)


def refund(order_id: int, *, reason: str, actor_id: int, now: datetime) -> None:
    """Give a paid card's money back; the order stands as it is.

    :raises NotPossible: when no card payment was taken
    """
    with audited(order_id, "order-refund", actor_id=actor_id, now=now, reason=reason) as order:
        must(order.payment_status == Order.PaymentStatus.PAID, "No card payment was taken.")
        due = start_giving_back(order)
        must(due is not None, "No card payment was taken.")
    give_back(due, now=now)


def charge_back(order_id: int, *, reason: str, actor_id: int, now: datetime) -> None:
    """Record that the cardholder's bank took the money back; the fraud check learns of it.

    :raises NotPossible: when no card was charged
    """
    with audited(order_id, "order-chargeback", actor_id=actor_id, now=now, reason=reason) as order:
        taken = order.payments.select_for_update().filter(status=Payment.Status.CAPTURED).first()
        if taken is None:
            raise NotPossible("No card was charged.")
        sentence = f"The bank took the money back: {reason}"
        payment.charge_back(order, taken, sentence=sentence, now=now, actor_id=actor_id)


def ship(order_id: int, *, actor_id: int, now: datetime) -> None:
    """Send the parcel: its units leave the house.

    :raises NotPossible: when it is not cleared, not payable on delivery and not paid
    """
    with audited(order_id, "order-ship", actor_id=actor_id, now=now) as order:
        must(Order.objects.to_fulfil().filter(pk=order.pk).exists(), "The order is not ready to be sent.")
        stock.ship(units_of(order), reference=order.number, now=now)
        change(
            order,
            {"fulfilment": "shipped"},
            code="shipped",
            sentence="Handed to the carrier.",
            now=now,
            actor_id=actor_id,
            fields={"is_holding_stock": False, "release_at": None},
        )


def deliver(order_id: int, *, actor_id: int, now: datetime) -> None:
    """Record that the parcel arrived, and that the carrier took the money of a cash order.

    :raises NotPossible: when it was not sent
    """
    with audited(order_id, "order-deliver", actor_id=actor_id, now=now) as order:
        to = {"fulfilment": "delivered", "status": "completed"}
        if order.payment_method == Order.Method.CASH_ON_DELIVERY:
            to["payment_status"] = "paid"
        change(order, to, code="delivered", sentence="Delivered.", now=now, actor_id=actor_id)
        tell_outcome(order, "delivered", now=now)
        fact_arrived(order, Cause.PARCEL_DELIVERED, now=now)


def refuse(order_id: int, *, actor_id: int, now: datetime) -> None:
    """Record that the parcel was not taken and came back; its units are on the shelf again.

    :raises NotPossible: when it was not sent
    """
    with audited(order_id, "order-refuse", actor_id=actor_id, now=now) as order:
        change(
            order,
            {"fulfilment": "refused", "status": "cancelled"},
            code="refused",
            sentence="The parcel was refused and came back.",
            now=now,
            actor_id=actor_id,
        )
        stock.receive(units_of(order), reference=order.number, now=now)
        tell_outcome(order, "refused", now=now)
        fact_arrived(order, Cause.PARCEL_REFUSED, now=now)


def mark_paid(order_id: int, *, actor_id: int, now: datetime) -> None:
    """Record that a bank transfer arrived; one for a closed or silently cancelled order opens it for review.

    :raises NotPossible: when the order is not paid by bank transfer, or is paid
    :raises TooLate: when it was closed and its stock is sold: give the money back
    """
    with audited(order_id, "order-paid", actor_id=actor_id, now=now) as order:
        must(
            order.payment_method == Order.Method.BANK_TRANSFER, "Only bank transfers are marked paid by hand."
        )
        must(order.payment_status in {"pending", "failed"}, "The order is paid.")
        must(order.review != Order.Review.REJECTED, "The order was rejected: give the money back.")
        if order.status == Order.Status.CANCELLED:
            if order.review == Order.Review.SHADOW_CANCELLED:
                _tell_of_money(order, now=now)
            sentence = "Money arrived for a cancelled order; opened again for review."
            reopen(order, sentence=sentence, now=now, actor_id=actor_id)
        change(
            order,
            {"payment_status": "paid"},
            code="paid",
            sentence=f"Bank transfer of {order.total} arrived.",
            now=now,
            actor_id=actor_id,
            fields={"release_at": None},
        )
        fact_arrived(order, Cause.MONEY_ARRIVED, now=now)


def _tell_of_money(order: Order, *, now: datetime) -> None:
    text = (
        f"{order.total} arrived for order {order.number}, which had been cancelled silently. It is open again and\n"
        "waits in the review queue. Somebody who pays in advance is seldom a prank: please look at the list entry, too."
    )
    mail.post(
        settings.SHOP_EMAIL,
        subject=f"Money arrived for the silently cancelled order {order.number}",
        text=text,
        now=now,
    )


def reinstate(order_id: int, *, actor_id: int, now: datetime) -> None:
    """Open a cancelled order again and let it go out; its stock is taken anew if it went back on sale.

    :raises NotPossible: when it is not cancelled, was refunded, or came back from its journey
    :raises TooLate: when its stock is gone
    """
    with audited(order_id, "order-reinstate", actor_id=actor_id, now=now) as order:
        must(order.status == Order.Status.CANCELLED, "The order is not cancelled.")
        must(order.fulfilment in {"waiting", "released"}, "The parcel came back: it takes a new order.")
        refunded = order.payments.filter(status__in=["refunding", "refunded"]).exists()
        must(not refunded, "The money was given back: it takes a new order.")
        reopen(order, sentence="Reinstated by staff.", now=now, review="cleared", actor_id=actor_id)
        tell_outcome(order, "genuine", now=now)
