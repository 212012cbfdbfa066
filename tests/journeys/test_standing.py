"""Whoever is signed in carries the standing of their account, and no longer than they are."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from botguard import actions, conf
from botguard.engine import key as keys
from botguard.engine.key import NOBODY, Key
from botguard.models import OrderResult, Standing
from botguard.queries import snapshot
from botguard.tasks import learn_outcome
from checkout.actions import staff
from checkout.models import Order
from outbox.models import Message
from tests import fresh_guard
from tests.botguard.visitors import person
from tests.checkout.world import placed, variant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PASSWORD = "a long enough password"  # of nobody


@pytest.fixture(autouse=True)
def _fresh_guard(settings: Settings) -> Iterator[None]:
    with fresh_guard.standing_still(settings, NOW):
        yield


@pytest.fixture
def lena() -> User:
    return User.objects.create_user("lena@example.com", PASSWORD)


def kept(user: User, orders: int) -> None:
    Standing.objects.update_or_create(account=user, defaults={"kept": orders, "changed_at": NOW})


def key_of(client: Client) -> Key:
    token = client.cookies["key"].value
    found = keys.read(token, secrets=conf.secrets(), now=int(datetime.now(UTC).timestamp())).key
    assert found is not None
    return found


def signed_in(user: User) -> Client:
    client = person()
    assert client.get("/account/login/").status_code == 200
    answer = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_a_customer_with_kept_orders_needs_no_other_proof(lena: User) -> None:
    kept(lena, 3)
    client = signed_in(lena)
    key = key_of(client)
    assert (key.tier, key.proof) == ("safeguard", "account")
    # An empty cart sends them back to it; the guard does not stand in the way.
    assert client.get("/checkout/")["Location"] == "/cart/"


def test_a_customer_without_does(lena: User) -> None:
    client = signed_in(lena)
    key = key_of(client)
    assert (key.tier, key.proof) == ("ordinary", "")
    assert key.account != NOBODY
    assert client.get("/checkout/").status_code == 303
    assert client.get("/checkout/")["Location"].startswith("/guard/")


def test_whoever_signs_out_leaves_the_standing_behind(lena: User) -> None:
    kept(lena, 3)
    client = signed_in(lena)
    assert client.post("/account/logout/").status_code == 302
    key = key_of(client)
    assert (key.tier, key.account, key.proof) == ("ordinary", NOBODY, "")
    assert client.get("/checkout/")["Location"].startswith("/guard/")


def test_a_session_that_ends_ends_the_standing(lena: User) -> None:
    kept(lena, 3)
    client = signed_in(lena)
    del client.cookies["session"]
    client.get("/cart/")
    assert (key_of(client).tier, key_of(client).account) == ("ordinary", NOBODY)


def test_a_new_key_of_somebody_signed_in_carries_their_standing_again(lena: User) -> None:
    kept(lena, 3)
    client = signed_in(lena)
    del client.cookies["key"]
    client.get("/cart/")
    assert key_of(client).tier == "safeguard"


def test_distrust_reaches_a_live_key_with_the_next_snapshot_and_trust_when_it_is_renewed(lena: User) -> None:
    kept(lena, 3)
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in(lena)
        actions.say(lena.pk, tier="distrusted", reason="r", actor_id=None, now=NOW)
        assert client.get("/checkout/")["Location"] == "/cart/"
        snapshot.refresh(now=NOW)
        answer = client.get("/checkout/")
        assert key_of(client).tier == "safeguard"
        assert "account-distrusted" in answer.wsgi_request.guard.visit.codes
        clock.shift(16 * 60)
        client.get("/cart/")
        assert (key_of(client).tier, key_of(client).proof) == ("distrusted", "")
        actions.say(lena.pk, tier="", reason="", actor_id=None, now=NOW)
        snapshot.refresh(now=NOW)
        clock.shift(16 * 60)
        client.get("/cart/")
        assert key_of(client).tier == "safeguard"


def test_a_standing_is_read_once_a_key_not_once_a_page(lena: User) -> None:
    kept(lena, 3)

    def reads(client: Client, path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return sum("botguard_standing" in query["sql"] for query in queries)

    client = signed_in(lena)
    assert [reads(client, path) for path in ("/", "/cart/", "/account/orders/")] == [0, 0, 0]
    del client.cookies["key"]
    assert [reads(client, path) for path in ("/cart/", "/")] == [1, 0]
    assert reads(person(), "/") == 0


def test_a_delivered_order_speaks_for_its_customer_once_however_often_it_is_told(lena: User) -> None:
    lamp = variant()
    order = placed({lamp.pk: 1})
    Order.objects.filter(pk=order.pk).update(
        customer=lena, review="cleared", visit={"visit": {"key_id": "k" * 32}}
    )
    staff.ship(order.pk, actor_id=lena.pk, now=NOW)
    staff.deliver(order.pk, actor_id=lena.pk, now=NOW)
    message = Message.objects.get(topic="order-outcome")
    assert message.payload == {
        "reference": order.number,
        "outcome": "delivered",
        "account_id": lena.pk,
        "key_id": "k" * 32,
        "network": "198.51.100.0/24",
    }
    for _ in range(2):
        learn_outcome(message.pk, message.payload)
    assert Standing.objects.get(account=lena).kept == 1
    assert OrderResult.objects.get().key_id == "k" * 32
