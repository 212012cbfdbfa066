"""Give a card's money back: mark it in the caller's transaction, then ask the provider outside of any."""

from datetime import datetime

from checkout.actions.payment import settle
from checkout.gateways import gateway
from checkout.models import Order, Payment


def start_giving_back(order: Order) -> Payment | None:
    """Mark a captured payment as to be refunded, so that a crash before the gateway answers is made good later."""
    payment = order.payments.filter(status=Payment.Status.CAPTURED).first()
    if payment is not None:
        Payment.objects.filter(pk=payment.pk).update(status=Payment.Status.REFUNDING)
    return payment


def give_back(payment: Payment | None, *, now: datetime) -> None:
    """Ask the provider to give the money back, outside any transaction; if it fails, the reconciling sweep goes on."""
    if payment is None:
        return
    provider = gateway(payment.provider)
    provider.refund(reference=payment.reference)
    notice = provider.look_up(reference=payment.reference)
    if notice is not None:
        settle(notice, now=now)
