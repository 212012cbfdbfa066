"""A key that was taken back is dead in every process; a new one makes nobody forget; secrets change unnoticed."""

import http.client
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from pytest_django import Settings

from accounts.models import User
from botguard import actions, conf, counters
from botguard.counters import store
from botguard.engine import key as keys
from botguard.engine.facts import RequestFacts
from botguard.engine.key import Key
from botguard.models import RevokedKey
from tests import fresh_guard
from tests.botguard.visitors import CLICK, open_checkout, person
from tests.live import LiveShop, StartShop

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PASSWORD = "a long enough password"
OLD, NEW, NEWEST = "o" * 40, "n" * 40, "m" * 40


@pytest.fixture
def still_shop(settings: Settings) -> Iterator[time_machine.Traveller]:
    """Count by this process's clock, which stands still until it is moved."""
    with fresh_guard.standing_still(settings, NOW) as clock:
        yield clock


def key_of(token: str) -> Key:
    found = keys.read(token, secrets=conf.secrets(), now=int(datetime.now(UTC).timestamp())).key
    assert found is not None
    return found


def asked(shop: LiveShop, path: str, *, token: str = "") -> tuple[int, str]:
    """Ask a running shop for a page, on a line of its own, and return its status and cookies."""
    line = http.client.HTTPConnection(urlsplit(shop.url).netloc, timeout=10)
    try:
        line.request("GET", path, headers={**CLICK, **({"Cookie": f"key={token}"} if token else {})})
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.getheader("Set-Cookie", "")
    finally:
        line.close()


@pytest.mark.parametrize("rooms", [(), ("search",)], ids=["the whole key", "one room"])
def test_taken_back_in_one_process_it_is_dead_at_the_next_request_in_all(
    live_shop: StartShop, rooms: tuple[str, ...]
) -> None:
    shops = [live_shop(), live_shop()]
    _, cookies = asked(shops[0], "/")
    token = cookies.partition("key=")[2].partition(";")[0]
    assert [asked(shop, "/search/", token=token)[0] for shop in shops] == [200, 200]
    actions.revoke(key_of(token).id, rooms=rooms, reason_code="staff", now=datetime.now(UTC))
    assert [asked(shop, "/search/", token=token)[0] for shop in shops] == [403, 403]
    assert [asked(shop, "/", token=token)[0] for shop in shops] == ([200, 200] if rooms else [403, 403])
    # Without what Valkey knows, the snapshots of both know it, ten seconds later at most.
    store.client().delete(store.revoked_name(key_of(token).id))
    deadline = time.monotonic() + 10
    while [asked(shop, "/search/", token=token)[0] for shop in shops] != [403, 403]:
        assert time.monotonic() < deadline
    assert RevokedKey.objects.filter(room=rooms[0] if rooms else "").count() == 1


@pytest.mark.django_db
def test_a_new_key_resets_nothing_that_is_counted_by_address_network_card_or_shop(
    still_shop: time_machine.Traveller,
) -> None:
    client = person()
    for number in range(8):
        assert client.get("/").status_code == 200
        guard = client.get("/cart/").wsgi_request.guard
        for code in ("decline", "card", "email"):
            assert actions.note(guard, code, f"{code} {number}")
        client.cookies.clear()
    ninth = RequestFacts(address=guard.address, room="browse", method="GET", path="/")
    history = counters.hit(ninth, now=NOW.timestamp())
    assert (history.keys_600, history.network_keys_600) == (9, 9)
    for name in ("declines-network", "declines-shop", "cards-network", "emails-network"):
        # Estimates of how many different ones there were.
        assert 7 <= history.noted.get(name, 0) <= 9, name
    assert "declines" not in history.noted


@pytest.mark.django_db
def test_secrets_change_without_signing_anybody_out_or_closing_a_room(
    still_shop: time_machine.Traveller, settings: Settings
) -> None:
    settings.BOTGUARD_SECRETS, settings.SECRET_KEY = [OLD], OLD
    User.objects.create_user("lena@example.com", PASSWORD)
    client = person()
    client.get("/account/login/")
    assert (
        client.post("/account/login/", {"login": "lena@example.com", "password": PASSWORD}).status_code == 302
    )
    open_checkout(client)
    before = key_of(client.cookies["key"].value)
    for newest, fallbacks in ((NEW, [OLD]), (NEWEST, [NEW, OLD]), (NEWEST, [NEW])):
        settings.BOTGUARD_SECRETS = [newest, *fallbacks]
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = newest, fallbacks
        # Half a key's life is when it is sealed anew, with the newest secret.
        still_shop.shift(keys.LIFETIME // 2)
        assert client.get("/account/orders/").status_code == 200
        assert client.get("/checkout/")["Location"] == "/cart/"
        found = keys.read(
            client.cookies["key"].value, secrets=[newest], now=int(datetime.now(UTC).timestamp())
        ).key
        assert found is not None
        assert (found.id, found.proof, found.born_at) == (before.id, "work", before.born_at)


@pytest.mark.django_db
def test_a_secret_taken_out_too_early_costs_a_proof_and_nothing_else(
    still_shop: time_machine.Traveller, settings: Settings
) -> None:
    settings.BOTGUARD_SECRETS = [OLD]
    client = person()
    client.get("/")
    open_checkout(client)
    settings.BOTGUARD_SECRETS = [NEW]
    assert client.get("/checkout/").status_code == 303
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_on_another_network_cart_and_session_stay_and_the_proof_comes_back_softly(
    still_shop: time_machine.Traveller,
) -> None:
    User.objects.create_user("lena@example.com", PASSWORD)
    home = person()
    home.get("/account/login/")
    assert (
        home.post("/account/login/", {"login": "lena@example.com", "password": PASSWORD}).status_code == 302
    )
    open_checkout(home)
    assert home.get("/checkout/")["Location"] == "/cart/"
    train = person(address="203.0.113.40")
    train.cookies = home.cookies
    assert train.get("/account/orders/").status_code == 200
    assert key_of(train.cookies["key"].value).is_displaced
    asked_softly = train.get("/checkout/")
    assert asked_softly.wsgi_request.guard.action == "soft"
    onwards = unescape(re.findall(r'class="button" href="([^"]+)"', asked_softly.content.decode())[0])
    assert train.get(onwards)["Location"] == "/checkout/"
    assert train.get("/checkout/")["Location"] == "/cart/"
    assert key_of(train.cookies["key"].value).proof == "work"
