"""Start card payments and settle what their providers say of them: once, and only if it fits what was asked for.

The browser's return, the provider's webhook and the reconciling sweep all end in `settle`. It locks the order, then the
payment; a notice that comes twice, late or out of order finds its work done or finds what is left to do.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from botguard.actions import brake
from botguard.engine.brake import CARD_TESTING, SHOP, STOCK_HOLDING
from checkout.actions.change import change, record
from checkout.actions.reinstate import TooLate, reopen
from checkout.engine.number import payment_reference
from checkout.gateways import CAPTURED, DECLINED, REFUNDED, Notice, gateway
from checkout.models import Order, Payment
from outbox.actions import publish
from outbox.conf import crash_at
from shop.engine.money import Money

log = logging.getLogger(__name__)

LIVE = (Payment.Status.AUTHORISED, Payment.Status.CAPTURED)
ASK_AFTER = timedelta(seconds=30)
ASK_UNTIL = timedelta(days=7)


class UnknownPayment(LookupError):
    """No payment of ours has this reference."""


class WrongAmount(ValueError):
    """A provider speaks of another amount or currency than we asked for; nothing was changed."""


class NotPayable(ValueError):
    """The order cannot be paid by card any more."""


def start(reference: str, *, return_path: str) -> str:
    """Open a payment at its provider and return where the shopper pays. Opening it again opens the same.

    :raises UnknownPayment: when no payment has this reference
    """
    payment = Payment.objects.filter(reference=reference).first()
    if payment is None:
        raise UnknownPayment(reference)
    crash_at("after-payment-intent")
    amount = Money(payment.amount_minor, payment.currency)
    return gateway(payment.provider).start(reference=reference, amount=amount, return_path=return_path)


def try_again(token: str, *, entropy: bytes, now: datetime) -> str:
    """Return the reference of the order's open card payment, a new one if the last has failed.

    :raises NotPayable: when nothing is left to be paid by card
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(token=token).first()
        if order is None or not _is_payable(order):
            raise NotPayable(token)
        started = order.payments.filter(status=Payment.Status.STARTED).order_by("-pk").first()
        if started is not None:
            return started.reference
        payment = Payment.objects.create(
            order=order,
            provider="sandbox",
            reference=payment_reference(entropy),
            amount_minor=order.total_minor,
            currency=order.currency,
            started_at=now,
        )
        return payment.reference


def settle(notice: Notice, *, now: datetime) -> None:
    """Record what a provider says of a payment.

    :raises UnknownPayment: when no payment has this reference
    :raises WrongAmount: when amount or currency is not what we asked for
    """
    with transaction.atomic():
        order_id = Payment.objects.filter(reference=notice.reference).values_list("order", flat=True).first()
        if order_id is None:
            raise UnknownPayment(notice.reference)
        order = Order.objects.select_for_update().get(pk=order_id)
        payment = Payment.objects.select_for_update().get(reference=notice.reference)
        if notice.amount != Money(payment.amount_minor, payment.currency):
            log.error("payment-wrong-amount", extra={"payment": payment.pk})
            raise WrongAmount(f"{notice.amount} instead of {payment.amount_minor} {payment.currency}")
        if notice.status == CAPTURED and payment.status in {"started", "authorised", "failed"}:
            _capture(order, payment, notice, now=now)
        elif notice.status == DECLINED and payment.status == Payment.Status.STARTED:
            _close(payment, Payment.Status.FAILED, notice.result, now=now)
            record(order, code="payment-failed", sentence=f"Card payment failed: {notice.result}.", now=now)
            counted = brake.of_visit(order.client_address, order.visit)
            brake.count_decline(counted, card=notice.card, now=now)
        elif notice.status == REFUNDED and payment.status in {"captured", "refunding"}:
            _refunded(order, payment, now=now)
    crash_at("webhook-after-update")


def reconcile(*, now: datetime, most: int = 100) -> int:
    """Ask the providers about payments nobody told us the end of, finish refunds, and return how many were asked."""
    asked = Payment.objects.filter(
        status__in=["started", "authorised", "refunding"],
        started_at__range=(now - ASK_UNTIL, now - ASK_AFTER),
    )
    found = list(asked.order_by("-pk").values_list("provider", "reference", "status")[:most])
    for provider, reference, status in found:
        # Outside any transaction: the provider may take its time.
        if status == Payment.Status.REFUNDING:
            gateway(provider).refund(reference=reference)
        notice = gateway(provider).look_up(reference=reference)
        if notice is not None:
            settle(notice, now=now)
    return len(found)


def _capture(order: Order, payment: Payment, notice: Notice, *, now: datetime) -> None:
    if (
        order.payments.filter(status__in=LIVE).exclude(pk=payment.pk).exists()
        or order.payment_status == "refunded"
    ):
        _refund_later(order, payment, "Charged a second time; the second charge is given back.", now=now)
        return
    was_closed = order.status == Order.Status.CANCELLED
    if was_closed:
        try:
            reopen(order, sentence="Paid after it was closed; opened again for review.", now=now)
        except TooLate:
            _refund_later(
                order, payment, "Paid too late, and sold out meanwhile; the money goes back.", now=now
            )
            return
    _close(payment, Payment.Status.CAPTURED, notice.result, now=now)
    # Where cards are paid with, a few that are declined are nothing special; nor does this order hold stock unpaid.
    counted = brake.of_visit(order.client_address, order.visit)
    brake.count(CARD_TESTING, counted, now=now, by=-1)
    brake.count(STOCK_HOLDING, {scope: counted[scope] for scope in counted if scope != SHOP}, now=now, by=-1)
    change(
        order,
        {"payment_status": "paid"},
        code="paid",
        sentence=f"Paid by card, {order.total}.",
        now=now,
        fields={"release_at": None},
    )
    publish("order-paid", {"order": order.pk}, now=now)


def _refund_later(order: Order, payment: Payment, sentence: str, *, now: datetime) -> None:
    _close(payment, Payment.Status.REFUNDING, payment.result, now=now)
    record(order, code="refund-due", sentence=sentence, now=now)


def _refunded(order: Order, payment: Payment, *, now: datetime) -> None:
    _close(payment, Payment.Status.REFUNDED, payment.result, now=now)
    if (
        order.payment_status == Order.PaymentStatus.PAID
        and not order.payments.filter(status__in=LIVE).exists()
    ):
        change(
            order,
            {"payment_status": "refunded"},
            code="refunded",
            sentence=f"Refunded {order.total}.",
            now=now,
        )
    else:
        record(order, code="refunded", sentence="A charge was given back.", now=now)


def _close(payment: Payment, status: str, result: str, *, now: datetime) -> None:
    Payment.objects.filter(pk=payment.pk).update(status=status, result=result[:40], settled_at=now)


def _is_payable(order: Order) -> bool:
    return (
        order.payment_method == Order.Method.CARD
        and order.status == Order.Status.OPEN
        and order.payment_status == Order.PaymentStatus.PENDING
    )
