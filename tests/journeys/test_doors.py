"""Whoever has no key to the checkout does not get in, however they ask; nor does anybody into what is not theirs."""

import json
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from botguard import conf
from botguard.engine import key as keys
from botguard.engine.key import Key
from botguard.models import RevokedKey
from botguard.queries import snapshot
from checkout.actions.payment import start
from checkout.models import Cart, Order
from shop.models import Variant
from tests import fresh_guard
from tests.botguard.visitors import CHROME, open_checkout, person, posed, solve
from tests.checkout.world import form_data, placed, variant
from tests.journeys.hostile import everything

pytestmark = pytest.mark.django_db
NOW = 1_780_000_000.0
NEIGHBOUR = "198.51.100.9"
ELSEWHERE = "203.0.113.99"


@pytest.fixture(autouse=True)
def _fresh_guard(settings: Settings) -> Iterator[None]:
    with fresh_guard.standing_still(settings, NOW):
        yield


def shopper(*, address: str = "198.51.100.7") -> Client:
    """Return a person with a lamp in their cart and a key, who has proved nothing yet."""
    client = person(address=address)
    lamp = (
        variant("LAMP")
        if not Variant.objects.filter(sku="LAMP").exists()
        else Variant.objects.get(sku="LAMP")
    )
    assert client.post("/cart/add/", {"variant": lamp.pk, "quantity": "1"}).status_code == 302
    return client


def filled() -> dict[str, str]:
    """Return a form that orders the lamp, if only it gets there."""
    return form_data(idempotency_key="k", expected_total="5390")


def body_of_order() -> str:
    """Return what a program would send to order it."""
    fields = {name: text for name, text in form_data().items() if text}
    return json.dumps({**fields, "cart": str(Cart.objects.latest("created_at").pk), "expected_total": 5390})


def locked_doors(client: Client) -> dict[str, int]:
    """Try every door of the checkout with everything it takes, and return each one's answer."""
    order = Order.objects.first()
    assert order is not None
    reference = order.payments.get().reference
    api = {"content_type": "application/json", "headers": {"Idempotency-Key": "k"}}
    answers = {
        "see the checkout": client.get("/checkout/"),
        "look at its headers": client.head("/checkout/"),
        "ask what it takes": client.options("/checkout/"),
        "order": client.post("/checkout/", filled()),
        "see totals": client.post("/checkout/totals/", filled()),
        "order by the API": client.post("/api/v1/checkout/", body_of_order(), **api),
        "ask what the API takes": client.options("/api/v1/checkout/"),
        "see the payment": client.get(f"/pay/sandbox/{reference}/"),
        "pay": client.post(f"/pay/sandbox/{reference}/", {"choice": "pay"}),
    }
    return {name: answer.status_code for name, answer in answers.items()}


LOCKED = {
    "see the checkout": 303,
    "look at its headers": 303,
    "ask what it takes": 403,
    "order": 403,
    "see totals": 403,
    "order by the API": 403,
    "ask what the API takes": 403,
    "see the payment": 303,
    "pay": 403,
}


@pytest.fixture
def card_order() -> Order:
    """Return somebody's order that waits for its card."""
    order = placed({variant("OTHER").pk: 1}, payment="card")
    Cart.objects.filter(pk=order.cart_id).delete()
    start(order.payments.get().reference, return_path="/")
    return order


def key_of(client: Client) -> Key:
    """Return the key in a browser's cookie."""
    key = keys.read(client.cookies["key"].value, secrets=conf.secrets(), now=int(NOW)).key
    assert key is not None
    return key


def hold(client: Client, kind: str) -> Client:
    """Give a shopper a key of some kind that opens nothing, or nothing any more, and return who knocks with it."""
    if kind == "none":
        del client.cookies["key"]
    if kind in ("none", "for browsing"):
        return client
    open_checkout(client)
    key, token = key_of(client), client.cookies["key"].value
    if kind == "of another address":
        moved = shopper(address=ELSEWHERE)
        moved.cookies["key"] = token
        return moved
    if kind == "of another browser":
        client.defaults["HTTP_USER_AGENT"] = CHROME
    elif kind == "forged":
        browsing = keys.sign(keys.renewed(key, now=int(NOW) + 7_201), secrets=("another secret",))
        client.cookies["key"] = browsing
    elif kind == "with a bit changed":
        client.cookies["key"] = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    elif kind == "whose proof is over":
        client.cookies["key"] = keys.sign(
            keys.opened(key, proof="work", now=int(NOW) - 7_200, seconds=7_200), secrets=conf.secrets()
        )
    elif kind == "expired":
        client.cookies["key"] = keys.sign(
            keys.opened(key, proof="work", now=int(NOW) - keys.LIFETIME, seconds=90_000),
            secrets=conf.secrets(),
        )
    elif kind == "taken back":
        RevokedKey.objects.create(
            key_id=key.id, reason_code="staff", created_at="2026-01-01T00:00Z", expires_at="2027-01-01T00:00Z"
        )
        snapshot.refresh(now=RevokedKey.objects.get().created_at)
    return client


@pytest.mark.parametrize(
    "kind",
    [
        "none",
        "for browsing",
        "of another address",
        "of another browser",
        "forged",
        "with a bit changed",
        "whose proof is over",
        "expired",
    ],
)
def test_no_door_of_the_checkout_opens_to_a_key(kind: str, card_order: Order) -> None:
    client = hold(shopper(), kind)
    before = everything()
    # Who moved is not sent to prove themselves anew, but shown on the spot the page that takes their proof up again.
    moved = {"see the checkout": 403, "see the payment": 403} if kind == "of another address" else {}
    assert locked_doors(client) == LOCKED | moved
    assert everything() == before


def test_a_key_that_was_taken_back_opens_no_door_at_all(card_order: Order) -> None:
    client = hold(shopper(), "taken back")
    assert set(locked_doors(client).values()) == {403}
    assert client.get("/").status_code == 403


def test_control_they_open_to_a_proof(card_order: Order) -> None:
    client = shopper()
    open_checkout(client)
    assert client.get("/checkout/").status_code == 200
    assert client.post("/checkout/", filled()).status_code == 302
    assert Order.objects.count() == 2


WAYS_ROUND: list[tuple[str, dict[str, str]]] = [
    *(
        (path, {})
        for path in (
            "//checkout/",
            "///checkout/",
            "/./checkout/",
            "/x/../checkout/",
            "/checkout//",
            "/checkout/.",
            "/checkout/./",
            "/Checkout/",
            "/CHECKOUT/",
            "/checkout",
            "/checkout/\0",
            "/checkout;/",
            "/checkout/;x",
            "\\checkout/",
            "/\\checkout/",
            "/guard/../checkout/",
            "/healthz/../checkout/",
            "/webhooks/../checkout/",
            "/static/../checkout/",
            "/robots.txt/../checkout/",
            "checkout/",
            "/api/v1/../../checkout/",
            "http://testserver/checkout/",
            "/checkout/ ",
            "/\xef\xbd\x83heckout/",
        )
    ),
    *(
        ("/checkout/", headers)
        for headers in (
            {"X-Original-URL": "/"},
            {"X-Rewrite-URL": "/"},
            {"X-Forwarded-For": "127.0.0.1"},
            {"X-Forwarded-Prefix": "/guard"},
            {"X-Real-IP": "127.0.0.1"},
            {"Forwarded": "for=127.0.0.1"},
            {"X-HTTP-Method-Override": "GET"},
            {"X-Script-Name": "/guard"},
            {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
            {"HX-Request": "true"},
            {"Accept": "application/json"},
            {"Latchkey-Key": "A" * 75},
            {"Content-Type": "multipart/form-data"},
            {"Host": "localhost"},
        )
    ),
    *(
        (path, {"X-Original-URL": "/checkout/", "X-Rewrite-URL": "/checkout/"})
        for path in ("/", "/guard/proof/", "/healthz")
    ),
]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "HEAD"])
@pytest.mark.parametrize(("path", "headers"), WAYS_ROUND, ids=lambda part: ascii(part)[:50])
def test_there_is_no_way_round_the_lock(path: str, headers: dict[str, str], method: str) -> None:
    client = shopper()
    before = everything()
    form = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in filled().items())
    answer = client.generic(
        method, "/", form, content_type="application/x-www-form-urlencoded", headers=headers, PATH_INFO=path
    )
    assert 200 <= answer.status_code < 500
    assert b"idempotency_key" not in answer.content
    assert everything() == before


def test_a_proof_is_used_once_and_where_it_was_given() -> None:
    client, other, neighbour = shopper(), person(address=ELSEWHERE), person(address=NEIGHBOUR)
    found = posed(client.get("/guard/proof/").content.decode())
    done = {
        "challenge": found["challenge"],
        "solution": solve(found["challenge"], puzzles=int(found["puzzles"]), bits=int(found["bits"])),
    }
    assert other.post("/guard/proof/", done).status_code == 403
    assert client.post("/guard/proof/", done).status_code == 303
    # The same work opens no second key, not even next door.
    assert neighbour.post("/guard/proof/", done).status_code == 403
    assert client.post("/guard/proof/", done).status_code == 403
    assert neighbour.get("/checkout/").status_code == 303
    assert client.get("/checkout/").status_code == 200


def test_a_proof_opens_for_two_hours() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = shopper()
        open_checkout(client)
        for _ in range(11):
            clock.shift(600)
            assert client.get("/checkout/").status_code == 200
        clock.shift(600)
        assert client.get("/checkout/").status_code == 303
