"""Start card payments and settle what their providers say of them: once, and only if it fits what was asked for.

A card is only authorised while its shopper pays. The money is taken when the order is cleared, and the authorisation
let go of when it is rejected or cancelled (checkout.actions.money).
The browser's return, the provider's webhook and the reconciling sweep all end in `settle`. It locks the order, then the
payment; a notice that comes twice, late or out of order finds its work done or finds what is left to do.
"""

import logging
from datetime import datetime

from django.db import transaction

from antifraud.engine.cause import Cause
from botguard.actions import brake
from botguard.engine.brake import CARD_TESTING, SHOP, STOCK_HOLDING
from checkout.actions.arrival import fact_arrived
from checkout.actions.change import change, record
from checkout.actions.outcome import tell_outcome
from checkout.actions.reinstate import TooLate, reopen
from checkout.actions.release import put_back
from checkout.engine.number import payment_reference
from checkout.gateways import CAPTURED, Notice, gateway
from checkout.models import Order, Payment
from outbox.conf import crash_at
from shop.engine.money import Money

log = logging.getLogger(__name__)

LIVE = (Payment.Status.AUTHORISED, Payment.Status.CAPTURED)


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
        told = {"card": notice.card, "card_country": notice.card_country}
        if kept := {name: value for name, value in told.items() if value}:
            Payment.objects.filter(pk=payment.pk).update(**kept)
        _hear(order, payment, notice, now=now)
    crash_at("webhook-after-update")


def _hear(order: Order, payment: Payment, notice: Notice, *, now: datetime) -> None:
    match notice.status, payment.status:
        case ("authorised", "started" | "failed"):
            _take(order, payment, notice, now=now)
        case ("captured", "started" | "failed"):
            _take(order, payment, notice, now=now)
        case ("captured", "authorised"):
            _close(payment, Payment.Status.CAPTURED, notice.result, now=now)
            _paid(order, now=now)
        case ("captured", "voiding" | "voided"):
            _give_back_later(order, payment, "Captured although it was let go; the money goes back.", now=now)
        case ("declined", "started"):
            _close(payment, Payment.Status.FAILED, notice.result, now=now)
            record(order, code="payment-failed", sentence=f"Card payment failed: {notice.result}.", now=now)
            counted = brake.of_visit(order.client_address, order.visit)
            brake.count_decline(counted, card=notice.card, now=now)
            fact_arrived(order, Cause.PAYMENT_DECLINED, now=now)
        case ("voided", "authorised" | "voiding"):
            _voided(order, payment, now=now)
        case ("refunded", "captured" | "refunding"):
            _refunded(order, payment, now=now)
        case ("charged-back", "captured"):
            charge_back(order, payment, sentence="The bank took the money back.", now=now)


def _take(order: Order, payment: Payment, notice: Notice, *, now: datetime) -> None:
    """Note that a card's money is authorised, or captured at once; what cannot be used goes back."""
    is_captured = notice.status == CAPTURED
    if (
        order.payments.filter(status__in=LIVE).exclude(pk=payment.pk).exists()
        or order.payment_status == "refunded"
    ):
        sentence = "Charged a second time; the second charge is given back."
        _give_back_later(order, payment, sentence, now=now, is_captured=is_captured)
        return
    if order.status == Order.Status.CANCELLED:
        try:
            reopen(order, sentence="Paid after it was closed; opened again for review.", now=now)
        except TooLate:
            sentence = "Paid too late, and sold out meanwhile; the money goes back."
            _give_back_later(order, payment, sentence, now=now, is_captured=is_captured)
            return
    _close(
        payment, Payment.Status.CAPTURED if is_captured else Payment.Status.AUTHORISED, notice.result, now=now
    )
    # Where cards are paid with, a few that are declined are nothing special; nor does this order hold stock unpaid.
    counted = brake.of_visit(order.client_address, order.visit)
    brake.count(CARD_TESTING, counted, now=now, by=-1)
    brake.count(STOCK_HOLDING, {scope: counted[scope] for scope in counted if scope != SHOP}, now=now, by=-1)
    if is_captured:
        _paid(order, now=now)
        return
    change(
        order,
        {"payment_status": "authorised"},
        code="authorised",
        sentence=f"Card authorised for {order.total}; it is charged once the order is cleared.",
        now=now,
        fields={"release_at": None},
    )
    # Judged again, with what the card's provider said; clearing it takes the money.
    fact_arrived(order, Cause.PAYMENT_AUTHORISED, now=now)


def _paid(order: Order, *, now: datetime) -> None:
    change(
        order,
        {"payment_status": "paid"},
        code="paid",
        sentence=f"Paid by card, {order.total}.",
        now=now,
        fields={"release_at": None},
    )
    fact_arrived(order, Cause.MONEY_ARRIVED, now=now)


def charge_back(
    order: Order, payment: Payment, *, sentence: str, now: datetime, actor_id: int | None = None
) -> None:
    """Note that a bank took a captured payment back; both rows are locked by the caller."""
    Payment.objects.filter(pk=payment.pk).update(status=Payment.Status.CHARGED_BACK)
    change(
        order,
        {"payment_status": "charged-back"},
        code="charged-back",
        sentence=sentence,
        now=now,
        actor_id=actor_id,
    )
    tell_outcome(order, "chargeback", now=now)
    fact_arrived(order, Cause.CHARGED_BACK, now=now)


def _voided(order: Order, payment: Payment, *, now: datetime) -> None:
    """Note that an authorisation is gone; an open order that counted on it is closed unpaid."""
    was_counted_on = payment.status == Payment.Status.AUTHORISED
    _close(payment, Payment.Status.VOIDED, payment.result, now=now)
    if not was_counted_on or order.payment_status != Order.PaymentStatus.AUTHORISED:
        record(
            order, code="voided", sentence="A card's authorisation was let go; nothing was charged.", now=now
        )
        return
    put_back(order, now=now)
    change(
        order,
        {"status": "cancelled", "fulfilment": "released", "payment_status": "failed"},
        code="unpaid",
        sentence="The card's authorisation ended before the order was cleared.",
        now=now,
        fields={"is_holding_stock": False, "release_at": None, "snoozed_until": None},
    )


def _give_back_later(
    order: Order, payment: Payment, sentence: str, *, now: datetime, is_captured: bool = True
) -> None:
    """Mark a payment for the reconciling sweep to refund, or to let go of."""
    due = Payment.Status.REFUNDING if is_captured else Payment.Status.VOIDING
    _close(payment, due, payment.result, now=now)
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
