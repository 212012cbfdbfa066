"""Every fact that arrives has its order judged again, once: a new row that says why, and the old ones as they were."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from antifraud.models import Assessment
from checkout import tasks
from checkout.actions import decision, review, sandbox, staff
from checkout.actions.payment import settle, start
from checkout.gateways import Notice
from checkout.models import ErasedOrder, Erasure, Order
from checkout.queries.wish import digest_of
from outbox.models import Message
from shop.engine.money import Money
from tests.checkout.world import NOW, placed, states, variant

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clerk() -> int:
    return User.objects.create_user("clerk@example.com", is_staff=True).pk


def deliver_messages() -> int:
    """Do what the workers would for every message there is, twice, and return how many there were."""
    routes = {"order-placed", "order-paid", "order-authorised", "order-fact"}
    waiting = list(Message.objects.filter(topic__in=routes).order_by("pk"))
    for message in (*waiting, *waiting):
        tasks.judge_order(message.pk, message.payload)
    return len(waiting)


def said(order: Order, status: str, **told: str) -> None:
    """Let the provider say something of the order's payment, twice."""
    paid = order.payments.get()
    notice = Notice(
        reference=paid.reference, status=status, amount=Money(paid.amount_minor, paid.currency), **told
    )
    settle(notice, now=NOW + MINUTE)
    settle(notice, now=NOW + 2 * MINUTE)


def send(order: Order, clerk: int) -> None:
    Order.objects.filter(pk=order.pk).update(review="cleared")
    staff.ship(order.pk, actor_id=clerk, now=NOW + MINUTE)


def authorise(order: Order, clerk: int) -> None:
    start(order.payments.get().reference, return_path="/")
    sandbox.decide(order.payments.get().reference, "pay", now=NOW)
    said(order, "authorised", result="three-ds-ok", card="f" * 64, card_country="RO")


def decline(order: Order, clerk: int) -> None:
    said(order, "declined", result="declined")


def charge_back(order: Order, clerk: int) -> None:
    said(order, "captured")
    said(order, "charged-back")


def money(order: Order, clerk: int) -> None:
    staff.mark_paid(order.pk, actor_id=clerk, now=NOW + MINUTE)


def deliver(order: Order, clerk: int) -> None:
    send(order, clerk)
    staff.deliver(order.pk, actor_id=clerk, now=NOW + 2 * MINUTE)


def refuse(order: Order, clerk: int) -> None:
    send(order, clerk)
    staff.refuse(order.pk, actor_id=clerk, now=NOW + 2 * MINUTE)


@pytest.mark.parametrize(
    ("payment", "arrive", "causes", "seen"),
    [
        pytest.param(
            "card",
            authorise,
            ["payment-authorised"],
            {"payment_status": "authorised", "card_result": "three-ds-ok", "card_country": "RO"},
            id="a card is authorised, and its bank's country told",
        ),
        pytest.param(
            "card",
            decline,
            ["payment-declined"],
            {"payment_status": "pending", "failed_payments": 1},
            id="a card is declined",
        ),
        pytest.param(
            "card",
            charge_back,
            ["money-arrived", "charged-back"],
            {"payment_status": "charged-back"},
            id="the bank takes the money back",
        ),
        pytest.param(
            "bank-transfer", money, ["money-arrived"], {"payment_status": "paid"}, id="a transfer comes"
        ),
        pytest.param(
            "cash-on-delivery",
            deliver,
            ["parcel-delivered"],
            {"fulfilment": "delivered", "payment_status": "paid"},
            id="a parcel is delivered",
        ),
        pytest.param(
            "cash-on-delivery",
            refuse,
            ["parcel-refused"],
            {"fulfilment": "refused"},
            id="a parcel is refused",
        ),
    ],
)
def test_a_fact_that_arrives_has_the_order_judged_again_once(
    clerk: int,
    payment: str,
    arrive: Callable[[Order, int], None],
    causes: list[str],
    seen: dict[str, object],
) -> None:
    order = placed({variant().pk: 1}, payment=payment)
    review.judge(order.pk, now=NOW)
    first = Assessment.objects.values().get()
    Message.objects.filter(topic="order-placed").delete()
    arrive(order, clerk)
    assert deliver_messages() == len(causes)
    rows = list(Assessment.objects.order_by("pk").values())
    assert [row["cause"] for row in rows] == ["placed", *causes]
    assert rows[0] == first
    assert {name: rows[-1]["facts"][name] for name in seen} == seen


def test_a_first_judgement_says_that_the_order_was_placed_and_a_sweeps_that_it_tried_again() -> None:
    order = placed({variant().pk: 1}, at=timezone.now() - timedelta(hours=1))
    review.judge_forgotten(now=timezone.now())
    assert Assessment.objects.get(reference=order.number).cause == "retried"
    other = placed({variant("LAMP-2").pk: 1}, seed=2)
    deliver_messages()
    assert Assessment.objects.filter(reference=other.number).values_list("cause", flat=True).get() == "placed"


def test_what_a_person_cleared_no_arriving_fact_holds_again(
    clerk: int,
) -> None:
    """The card is charged once its order is cleared; that news must not take the order back into the queue."""
    order = placed({variant().pk: 1}, payment="bank-transfer", address=None)
    review.judge(order.pk, now=NOW)
    assert states(order)[3] == "held"
    decision.clear(order.pk, code="checked-ok", actor_id=clerk, now=NOW + MINUTE)
    staff.mark_paid(order.pk, actor_id=clerk, now=NOW + 2 * MINUTE)
    deliver_messages()
    assert Assessment.objects.latest("pk").recommendation == "hold"
    assert states(order) == ("open", "paid", "waiting", "cleared")


def test_control_what_a_machine_cleared_it_holds_again() -> None:
    order = placed({variant().pk: 1}, payment="bank-transfer", address=None)
    Order.objects.filter(pk=order.pk).update(review="cleared")
    review.judge(order.pk, now=NOW)
    assert states(order)[3] == "held"


@pytest.mark.parametrize("gone", ["expired", "erased"])
def test_an_order_whose_evidence_is_gone_is_not_judged_by_what_is_left(gone: str) -> None:
    order = placed({variant().pk: 1})
    review.judge(order.pk, now=NOW)
    if gone == "expired":
        Order.objects.filter(pk=order.pk).update(visit_cut_at=NOW)
    else:
        wish = Erasure.objects.create(digest=digest_of(order.email), asked_at=NOW)
        ErasedOrder.objects.create(erasure=wish, order=order, done_at=NOW)
    review.judge(order.pk, now=NOW + 200 * 24 * 60 * MINUTE)
    assert Assessment.objects.count() == 1
