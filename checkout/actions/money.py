"""Take a card's money once its order is cleared, or let go of it; ask providers how payments ended.

What is due is marked in the transaction that decides it, and carried out outside of any: a crash or a provider that
does not answer is made good by the reconciling sweep.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from checkout.actions.payment import settle
from checkout.gateways import gateway
from checkout.models import Order, Payment
from outbox.actions import publish

ASK_AFTER = timedelta(seconds=30)
DUE = {Payment.Status.CAPTURED: Payment.Status.REFUNDING, Payment.Status.AUTHORISED: Payment.Status.VOIDING}


def authorisation_lasts() -> timedelta:
    """Return how long a card's authorisation can be captured."""
    return timedelta(days=settings.CARD_AUTHORISATION_DAYS)


def capture_if_cleared(order: Order, *, now: datetime) -> None:
    """Have an authorised card charged if its order is cleared; the caller has locked it."""
    if order.review == Order.Review.CLEARED and order.payment_status == Order.PaymentStatus.AUTHORISED:
        publish("capture-due", {"order": order.pk}, now=now)


def capture(order_id: int, *, now: datetime) -> None:
    """Take the money of a cleared order's authorised card, outside any transaction.

    :raises OSError: when the provider does not answer; the reconciling sweep asks again
    """
    cleared = Payment.objects.filter(order__status=Order.Status.OPEN, order__review=Order.Review.CLEARED)
    payment = cleared.filter(order=order_id, status=Payment.Status.AUTHORISED).first()
    if payment is None:
        return
    gateway(payment.provider).capture(reference=payment.reference)
    _ask(payment.provider, payment.reference, now=now)


def voided(order: Order) -> dict[str, str]:
    """Return the move of an order's payment that its cancelling means: what was only authorised is let go of."""
    return {"payment_status": "voided"} if order.payment_status == Order.PaymentStatus.AUTHORISED else {}


def start_giving_back(order: Order) -> Payment | None:
    """Mark a captured payment to be refunded, an authorised one to be let go of; the order is locked."""
    payment = order.payments.filter(status__in=list(DUE)).first()
    if payment is not None:
        payment.status = DUE[Payment.Status(payment.status)]
        payment.save(update_fields=["status"])
    return payment


def give_back(payment: Payment | None, *, now: datetime) -> None:
    """Ask the provider to give the money back or let go of it; if it fails, the reconciling sweep goes on."""
    if payment is None:
        return
    _carry_out(payment.provider, payment.reference, payment.status)
    _ask(payment.provider, payment.reference, now=now)


def reconcile(*, now: datetime, most: int = 500) -> int:
    """Ask about payments nobody told us the end of, finish what is due, and return how many were asked.

    At most so many a run, those never asked and those asked longest ago first: however many wait, each has its turn. A
    provider that does not answer for one keeps none of the others waiting.

    :raises OSError: after all were asked, when a provider did not answer for one
    """
    until = authorisation_lasts()
    asked = Payment.objects.filter(
        status__in=["started", "authorised", "refunding", "voiding"],
        # A day more than an authorisation lasts, to let go of those whose time is up.
        started_at__range=(now - until - timedelta(days=1), now - ASK_AFTER),
    )
    found = list(
        asked.order_by(F("asked_at").asc(nulls_first=True), "-pk").values_list(
            "pk", "provider", "reference", "status", "started_at", "order__status", "order__review"
        )[:most]
    )
    # Written before anybody is asked: whatever goes wrong with one, the next run begins with others.
    Payment.objects.filter(pk__in=[row[0] for row in found]).update(asked_at=now)
    unanswered: list[OSError] = []
    for _, provider, reference, status, started_at, order_status, review in found:
        # Outside any transaction: the provider may take its time.
        due = status
        if status == Payment.Status.AUTHORISED and started_at <= now - until:
            due = Payment.Status.VOIDING
        elif status == Payment.Status.AUTHORISED and (order_status, review) == ("open", "cleared"):
            due = Payment.Status.CAPTURED
        try:
            _carry_out(provider, reference, due)
            _ask(provider, reference, now=now)
        except OSError as error:
            unanswered.append(error)
    if unanswered:
        raise unanswered[0]
    return len(found)


def _carry_out(provider: str, reference: str, due: str) -> None:
    if due == Payment.Status.REFUNDING:
        gateway(provider).refund(reference=reference)
    elif due == Payment.Status.VOIDING:
        gateway(provider).void(reference=reference)
    elif due == Payment.Status.CAPTURED:
        gateway(provider).capture(reference=reference)


def _ask(provider: str, reference: str, *, now: datetime) -> None:
    notice = gateway(provider).look_up(reference=reference)
    if notice is not None:
        settle(notice, now=now)
