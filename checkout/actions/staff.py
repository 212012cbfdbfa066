"""What staff do to an order: each checked against the table of moves, written in its history and in the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from checkout.actions.change import NotPossible, OrderMoved, change
from checkout.actions.outcome import tell_outcome
from checkout.actions.payment import settle
from checkout.actions.reinstate import TooLate, reopen
from checkout.actions.release import put_back, units_of
from checkout.gateways import gateway
from checkout.models import Order, Payment
from outbox.actions import publish
from shop.actions import stock

__all__ = [
    "NotPossible",
    "OrderMoved",
    "TooLate",
    "cancel",
    "clear",
    "deliver",
    "hold",
    "mark_paid",
    "refund",
    "refuse",
    "reinstate",
    "ship",
]


def clear(order_id: int, *, actor_id: int, now: datetime) -> None:
    """Let an order go out.

    :raises NotPossible: when it is cancelled; reinstate it instead
    """
    with _order(order_id, "order-clear", actor_id=actor_id, now=now) as order:
        _must(order.status == Order.Status.OPEN, "A cancelled order is reinstated, not cleared.")
        change(
            order,
            {"review": "cleared"},
            code="cleared",
            sentence="Cleared by staff.",
            now=now,
            actor_id=actor_id,
        )
        tell_outcome(order, "genuine", now=now)


def hold(order_id: int, *, reason: str, actor_id: int, now: datetime) -> None:
    """Keep an order from going out until somebody has looked.

    :raises NotPossible: when it is cancelled or on its way
    """
    with _order(order_id, "order-hold", actor_id=actor_id, now=now) as order:
        _must(order.status == Order.Status.OPEN, "A cancelled order cannot be held.")
        _must(order.fulfilment == Order.Fulfilment.WAITING, "The parcel has left the house.")
        change(
            order,
            {"review": "held"},
            code="held",
            sentence=f"Held by staff: {reason}",
            now=now,
            actor_id=actor_id,
            fields={"review_reason": reason[:300]},
        )


def cancel(order_id: int, *, reason: str, is_fraud: bool, actor_id: int, now: datetime) -> None:
    """Cancel an order openly, put its stock back on sale, and give a paid card's money back.

    :raises NotPossible: when it has left the house, or was cancelled before
    """
    with _order(order_id, "order-cancel", actor_id=actor_id, now=now, reason=reason) as order:
        _must(order.status == Order.Status.OPEN, "The order is not open.")
        _must(order.fulfilment == Order.Fulfilment.WAITING, "The parcel has left the house.")
        put_back(order, now=now)
        to = {"status": "cancelled", "fulfilment": "released"}
        if is_fraud:
            to["review"] = "rejected"
        change(
            order,
            to,
            code="cancelled",
            sentence=f"Cancelled by staff: {reason}",
            now=now,
            actor_id=actor_id,
            fields={"is_holding_stock": False, "release_at": None},
        )
        if is_fraud:
            tell_outcome(order, "fraud", now=now)
        due = _start_refund(order)
    _refund(due, now=now)


def refund(order_id: int, *, reason: str, actor_id: int, now: datetime) -> None:
    """Give a paid card's money back; the order stands as it is.

    :raises NotPossible: when no card payment was taken
    """
    with _order(order_id, "order-refund", actor_id=actor_id, now=now, reason=reason) as order:
        due = _start_refund(order)
        _must(due is not None, "No card payment was taken.")
    _refund(due, now=now)


def ship(order_id: int, *, actor_id: int, now: datetime) -> None:
    """Send the parcel: its units leave the house.

    :raises NotPossible: when it is not cleared, not payable on delivery and not paid
    """
    with _order(order_id, "order-ship", actor_id=actor_id, now=now) as order:
        _must(Order.objects.to_fulfil().filter(pk=order.pk).exists(), "The order is not ready to be sent.")
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
    with _order(order_id, "order-deliver", actor_id=actor_id, now=now) as order:
        to = {"fulfilment": "delivered", "status": "completed"}
        if order.payment_method == Order.Method.CASH_ON_DELIVERY:
            to["payment_status"] = "paid"
        change(order, to, code="delivered", sentence="Delivered.", now=now, actor_id=actor_id)
        tell_outcome(order, "delivered", now=now)


def refuse(order_id: int, *, actor_id: int, now: datetime) -> None:
    """Record that the parcel was not taken and came back; its units are on the shelf again.

    :raises NotPossible: when it was not sent
    """
    with _order(order_id, "order-refuse", actor_id=actor_id, now=now) as order:
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


def mark_paid(order_id: int, *, actor_id: int, now: datetime) -> None:
    """Record that a bank transfer arrived; one for a closed or silently cancelled order opens it for review.

    :raises NotPossible: when the order is not paid by bank transfer, or is paid
    :raises TooLate: when it was closed and its stock is sold: give the money back
    """
    with _order(order_id, "order-paid", actor_id=actor_id, now=now) as order:
        _must(
            order.payment_method == Order.Method.BANK_TRANSFER, "Only bank transfers are marked paid by hand."
        )
        _must(order.payment_status in {"pending", "failed"}, "The order is paid.")
        _must(order.review != Order.Review.REJECTED, "The order was rejected: give the money back.")
        if order.status == Order.Status.CANCELLED:
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
        publish("order-paid", {"order": order.pk}, now=now)


def reinstate(order_id: int, *, actor_id: int, now: datetime) -> None:
    """Open a cancelled order again and let it go out; its stock is taken anew if it went back on sale.

    :raises NotPossible: when it is not cancelled, was refunded, or came back from its journey
    :raises TooLate: when its stock is gone
    """
    with _order(order_id, "order-reinstate", actor_id=actor_id, now=now) as order:
        _must(order.status == Order.Status.CANCELLED, "The order is not cancelled.")
        _must(order.fulfilment in {"waiting", "released"}, "The parcel came back: it takes a new order.")
        refunded = order.payments.filter(status__in=["refunding", "refunded"]).exists()
        _must(not refunded, "The money was given back: it takes a new order.")
        reopen(order, sentence="Reinstated by staff.", now=now, review="cleared", actor_id=actor_id)
        tell_outcome(order, "genuine", now=now)


@contextmanager
def _order(order_id: int, action: str, *, actor_id: int, now: datetime, reason: str = "") -> Iterator[Order]:
    """Lock an order for one transaction, and write the audit trail at its end."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        yield order
        detail = {"reason": reason} if reason else {}
        audit.record(actor_id, action=action, target=f"order:{order.number}", detail=detail, now=now)


def _must(holds: bool, sentence: str) -> None:
    if not holds:
        raise NotPossible(sentence)


def _start_refund(order: Order) -> Payment | None:
    """Mark a captured payment as to be refunded, so that a crash before the gateway answers is made good later."""
    payment = order.payments.filter(status=Payment.Status.CAPTURED).first()
    if payment is not None:
        Payment.objects.filter(pk=payment.pk).update(status=Payment.Status.REFUNDING)
    return payment


def _refund(payment: Payment | None, *, now: datetime) -> None:
    """Ask the provider to give the money back, outside any transaction; if it fails, the reconciling sweep goes on."""
    if payment is None:
        return
    provider = gateway(payment.provider)
    provider.refund(reference=payment.reference)
    notice = provider.look_up(reference=payment.reference)
    if notice is not None:
        settle(notice, now=now)
