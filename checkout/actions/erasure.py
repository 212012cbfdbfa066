"""Forget a person: the account at once, each order as soon as nobody needs to know whose it was.

Figures, states, stock and payments stay as they are, so the books balance before and after. A person's orders share a
name that says nothing, so that figures by person stay true.
"""

import os
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.actions import audit
from accounts.actions import erasure as accounts
from antifraud.actions import erasure as antifraud
from botguard.actions import erasure as botguard
from checkout.engine.erasure import may_be_erased
from checkout.engine.wish import Wish
from checkout.models import (
    Cart,
    ErasedOrder,
    Erasure,
    Order,
    OrderEvent,
    Payment,
    ReviewDecision,
    SandboxCharge,
)
from checkout.public import public_order
from checkout.queries.person import Person, orders_of
from checkout.queries.wish import digest_of, log_path
from outbox import actions as outbox

GONE = "Erased."
AGAIN = "asked for before this copy was put back"


def erase_person(person: Person, *, reason: str, actor_id: int | None, now: datetime) -> Erasure:
    """Delete a person's account and erase their orders, those still under way as soon as they are done.

    :raises accounts.IsStaff: when it is a member of staff
    """
    accounts.refuse_staff(person.email, account_id=person.account_id)
    wish = Wish(asked_at=now, digest=digest_of(person.email), account_id=person.account_id)
    with transaction.atomic():
        erasure = _accept(wish, person, reason=reason, actor_id=actor_id, now=now)
        # Before the commit: what cannot be repeated in a copy that is put back is not begun.
        _write_down(wish)
    _carry_on(erasure.pk, now=now)
    erasure.refresh_from_db()
    return erasure


def erase_again(wish: Wish, person: Person, *, now: datetime) -> Erasure:
    """Repeat an erasure in a copy of the shop that is older than it; what came after the wish is left alone.

    :raises accounts.IsStaff: when it is a member of staff now
    """
    accounts.refuse_staff(person.email, account_id=person.account_id)
    with transaction.atomic():
        erasure = _accept(wish, person, reason=AGAIN, actor_id=None, now=now)
    _carry_on(erasure.pk, now=now)
    erasure.refresh_from_db()
    return erasure


def erase_due(*, now: datetime) -> int:
    """Erase orders that were still under way when their person asked, and return how many wishes are fulfilled."""
    waiting = list(
        Erasure.objects.filter(done_at=None).order_by("asked_at", "pk").values_list("pk", flat=True)
    )
    return sum(_carry_on(erasure_id, now=now) for erasure_id in waiting)


def _accept(wish: Wish, person: Person, *, reason: str, actor_id: int | None, now: datetime) -> Erasure:
    erasure = Erasure.objects.create(
        digest=wish.digest,
        email=person.email,
        reason=reason,
        asked_at=wish.asked_at,
        asked_by_id=actor_id,
    )
    orders = orders_of(person).filter(erased=None, placed_at__lte=wish.asked_at)
    fresh = orders.order_by("pk").values_list("pk", flat=True)
    ErasedOrder.objects.bulk_create(ErasedOrder(erasure=erasure, order_id=pk) for pk in fresh)
    if person.account_id is not None:
        accounts.delete_account(person.account_id, now=now)
    accounts.forget_address(person.email)
    audit.record(
        actor_id,
        action="person-erase",
        target=f"erasure:{erasure.pk}",
        detail={"reason": reason},
        now=now,
    )
    return erasure


def _write_down(wish: Wish) -> None:
    """Add a wish to the log outside of the database, and return once it is on the disk."""
    path = log_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # One short write in append mode: processes do not write into each other's lines.
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, wish.line().encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _carry_on(erasure_id: int, *, now: datetime) -> bool:
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update().get(pk=erasure_id)
        left = list(erasure.orders.filter(done_at=None).order_by("order").values_list("order", flat=True))
        orders = list(Order.objects.select_for_update().filter(pk__in=left).order_by("pk"))
        ready = [order for order in orders if _is_ready(order, now=now)]
        _forget(ready, erasure, now=now)
        if len(ready) < len(left):
            return False
        # The last one: what was not of one order goes now, and with it the address.
        antifraud.erase([], email=erasure.email, now=now)
        Erasure.objects.filter(pk=erasure_id).update(email="", reason="", done_at=now)
    return True


def _is_ready(order: Order, *, now: datetime) -> bool:
    latest = order.events.order_by("-at").values_list("at", flat=True).first()
    return may_be_erased(
        status=public_order(order).status,
        payments=frozenset(order.payments.values_list("status", flat=True)),
        placed_at=order.placed_at,
        touched_at=latest or order.placed_at,
        now=now,
    )


def _forget(orders: Sequence[Order], erasure: Erasure, *, now: datetime) -> None:
    keys = [str(order.visit.get("visit", {}).get("key_id") or "") for order in orders]
    references = [order.number for order in orders]
    antifraud.erase(references, now=now)
    botguard.erase(keys, references=references, email=erasure.email)
    for order in orders:
        outbox.forget("order-outcome", {"reference": order.number})
        _cut(order, erasure)
    ids = [order.pk for order in orders]
    Cart.objects.filter(order__in=ids).delete()
    OrderEvent.objects.filter(order__in=ids).update(sentence=GONE)
    ReviewDecision.objects.filter(order__in=ids).update(note="")
    SandboxCharge.objects.filter(
        reference__in=Payment.objects.filter(order__in=ids).values("reference")
    ).update(card="", card_country="")
    erasure.orders.filter(order__in=ids).update(done_at=now)


def _cut(order: Order, erasure: Erasure) -> None:
    nobody = f"erased-{erasure.pk}@erased.invalid"
    Order.objects.filter(pk=order.pk).update(
        customer=None,
        email=nobody,
        person=nobody,
        phone="",
        name="Erased",
        street="",
        street2="",
        postcode="",
        city="",
        region="",
        note="",
        review_reason="",
        request_hash="",
        client_address=None,
        visit={},
        # The link in old mails opens nothing any more, and the new one is nobody's.
        token=salted_hmac("checkout.erased", order.token, algorithm="sha256").hexdigest()[:43],
    )
