"""Shoppers confirm held orders by a mailed link; who is asked, and what they see, says nothing of the block list."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from antifraud.actions import block
from antifraud.models import OrderOutcome
from checkout.actions import confirmation, review, staff
from checkout.actions.mail import send_confirmation
from checkout.models import Order
from checkout.public import confirmation_signer, order_by_token
from outbox.models import Message
from tests.checkout.world import NOW, placed, states, variant

pytestmark = pytest.mark.django_db
BAD, GOOD = "203.0.113.66", "203.0.113.67"
DAY = timedelta(days=1)
DOUBTFUL = {"network": {"country": "RO", "kind": "hosting"}, "visit": {"pages": 1, "product_pages": 0}}
FISHY = {"network": {"country": "RO", "kind": "tor"}, "visit": {"trap_hits": 2, "points": 100}}
PLAIN = {"network": {"country": "DE", "kind": "unknown"}, "visit": {"agent_class": "browser"}}
LEVELS = {"amber": DOUBTFUL, "red": FISHY, "green": PLAIN}


@pytest.fixture(autouse=True)
def _quiet_guard(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "observe"


def judged(
    level: str, *, address: str = GOOD, payment: str = "cash-on-delivery", seed: int = 1, at: datetime = NOW
) -> Order:
    """Place an order whose visit looks like a level, and judge it."""
    order = placed({variant(f"LAMP-{seed}").pk: 1}, payment=payment, address=address, seed=seed, at=at)
    Order.objects.filter(pk=order.pk).update(visit=LEVELS[level])
    review.judge(order.pk, now=at)
    order.refresh_from_db()
    return order


def asked(order: Order) -> bool:
    return Message.objects.filter(topic="confirmation-due", payload__order=order.pk).exists()


def listed() -> None:
    block(BAD, reason="fake orders", author_id=None, expires_at=NOW + 30 * DAY, now=NOW - DAY)


@pytest.mark.parametrize(
    ("level", "payment", "is_asked"),
    [
        pytest.param("amber", "cash-on-delivery", True, id="a cash order worth a look"),
        pytest.param("red", "cash-on-delivery", True, id="a cash order that looks bad"),
        pytest.param("green", "cash-on-delivery", False, id="a cash order that looks good"),
        pytest.param("amber", "bank-transfer", False, id="a transfer asks for money instead"),
        pytest.param("amber", "card", False, id="a card is authorised instead"),
    ],
)
def test_who_is_asked_does_not_depend_on_the_list(level: str, payment: str, is_asked: bool) -> None:
    listed()
    clean = judged(level, payment=payment, seed=1)
    silent = judged(level, payment=payment, address=BAD, seed=2)
    assert clean.review == ("cleared" if level == "green" else "held")
    if payment != "card":
        assert silent.review == "shadow-cancelled"
    assert (asked(clean), asked(silent)) == (is_asked, is_asked)


def test_nobody_is_asked_twice() -> None:
    order = judged("amber")
    review.judge(order.pk, now=NOW + DAY)
    assert Message.objects.filter(topic="confirmation-due").count() == 1


def mailed_link(order: Order) -> str:
    """Send the mail and return the path of its link, which both of its bodies hold."""
    mail.outbox.clear()
    send_confirmation(order.pk)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([order.email], f"Please confirm your order {order.number}")
    found = re.search(r"https?://[^/\s]+(/orders/confirm/[^\s]+)", str(sent.body))
    assert found is not None
    assert found[1] in str(sent.alternatives[0][0])
    return found[1]


def without(order: Order, text: str) -> str:
    """Return a text without what is another for every order."""
    signed = confirmation_signer().sign(order.token)
    text = re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]+"', "", text)
    return text.replace(signed, "S").replace(order.token, "T").replace(order.number, "N")


def test_mail_page_and_answer_are_the_same_for_the_silently_cancelled() -> None:
    listed()
    told = []
    for seed, address in ((1, GOOD), (2, BAD)):
        order = judged("amber", address=address, seed=seed)
        path = mailed_link(order)
        with time_machine.travel(NOW + DAY, tick=False):
            client = Client()
            pages = [client.get(path), client.post(path), client.get(f"{path}?thanks"), client.get(path)]
        sent = mail.outbox[0]
        words = [without(order, page.content.decode()) for page in pages]
        told.append(
            (
                [page.status_code for page in pages],
                words,
                without(order, str(sent.body)),
                without(order, str(sent.alternatives[0][0])),
            )
        )
        order.refresh_from_db()
        assert order.confirmed_at == NOW + DAY
        assert Message.objects.filter(topic="order-confirmed", payload__order=order.pk).count() == 1
    clean, silent = told
    assert clean == silent
    assert clean[0] == [200, 302, 200, 200]
    assert "Is this your order?" in clean[1][0]
    assert "We have noted that you confirmed your order." in clean[1][2]


@pytest.mark.parametrize(
    ("level", "state"),
    [
        pytest.param("amber", "cleared", id="what is worth a look goes out"),
        pytest.param("red", "held", id="what looks bad waits for a person all the same"),
    ],
)
def test_a_confirmation_is_heeded(level: str, state: str) -> None:
    order = judged(level)
    assert confirmation.confirm(confirmation_signer().sign(order.token), now=NOW) is not None
    for _ in range(2):
        confirmation.heed(order.pk, now=NOW)
    assert states(order)[3] == state
    assert OrderOutcome.objects.filter(outcome="confirmed").count() == 1


def test_a_silently_cancelled_order_stays_so_when_it_is_confirmed() -> None:
    listed()
    order = judged("amber", address=BAD)
    before = order_by_token(order.token)
    confirmation.confirm(confirmation_signer().sign(order.token), now=NOW)
    confirmation.heed(order.pk, now=NOW)
    assert states(order) == ("cancelled", "pending", "waiting", "shadow-cancelled")
    assert before == order_by_token(order.token)


def test_what_staff_hold_is_not_cleared_by_a_mailbox() -> None:
    clerk = User.objects.create_user("clerk@example.com", is_staff=True)
    order = judged("green")
    staff.hold(order.pk, reason="odd name", actor_id=clerk.pk, now=NOW)
    confirmation.confirm(confirmation_signer().sign(order.token), now=NOW)
    confirmation.heed(order.pk, now=NOW)
    assert states(order)[3] == "held"


def test_following_the_link_alone_confirms_nothing(client: Client) -> None:
    order = judged("amber")
    path = mailed_link(order)
    with time_machine.travel(NOW + DAY, tick=False):
        assert client.get(path).status_code == 200
        assert client.get(f"{path}?thanks").status_code == 200
    order.refresh_from_db()
    assert order.confirmed_at is None
    assert not Message.objects.filter(topic="order-confirmed").exists()


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(lambda order: order.token, id="the token that pages show"),
        pytest.param(lambda order: f"{confirmation_signer().sign(order.token)}x", id="a changed signature"),
        pytest.param(lambda order: confirmation_signer().sign("A" * 43), id="an order that is not there"),
    ],
)
def test_a_link_that_is_not_ours_confirms_nothing(client: Client, spoilt: object) -> None:
    order = judged("amber")
    assert callable(spoilt)
    with time_machine.travel(NOW, tick=False):
        answer = client.post(f"/orders/confirm/{spoilt(order)}/")
    assert answer.status_code == 410
    order.refresh_from_db()
    assert order.confirmed_at is None


def test_a_week_later_there_is_nothing_to_confirm() -> None:
    order = judged("amber")
    signed = confirmation_signer().sign(order.token)
    assert confirmation.confirm(signed, now=NOW + 7 * DAY) is None
    assert confirmation.order_to_confirm(signed, now=NOW + 6 * DAY) is not None
    order.refresh_from_db()
    assert order.confirmed_at is None
