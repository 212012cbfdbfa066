"""Keys and rooms are taken back and given back, at the next request, whoever holds the key."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from botguard import actions, conf
from botguard.actions.revocation import UnknownRoom
from botguard.counters import store
from botguard.counters.row import key_row
from botguard.engine import key as keys
from botguard.engine.key import Key
from botguard.models import Ban, RevokedKey
from botguard.queries import snapshot
from tests.botguard.visitors import open_checkout, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_shop")]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOWHERE = "redis://127.0.0.1:1/0"


def key_of(client: Client, *, now: datetime | None = None) -> Key:
    token = client.cookies["key"].value
    found = keys.read(token, secrets=conf.secrets(), now=int((now or timezone.now()).timestamp())).key
    assert found is not None
    return found


def statuses(client: Client) -> dict[str, int]:
    return {path: client.get(path).status_code for path in ("/", "/search/", "/cart/", "/checkout/")}


ALL_OPEN = {"/": 200, "/search/": 200, "/cart/": 200, "/checkout/": 200}


@pytest.fixture
def client() -> Client:
    visitor = person()
    visitor.get("/")
    open_checkout(visitor)
    assert statuses(visitor) == ALL_OPEN
    return visitor


@pytest.mark.parametrize(
    ("rooms", "path"),
    [({"search"}, "/search/"), ({"cart"}, "/cart/"), ({"checkout"}, "/checkout/")],
    ids=["search", "the cart", "the checkout, proof or not"],
)
@pytest.mark.parametrize("known_by", ["the store", "the snapshot"])
def test_one_room_is_closed_and_the_others_stay_open(
    client: Client, rooms: set[str], path: str, known_by: str, settings: Settings
) -> None:
    now = timezone.now()
    actions.revoke(key_of(client).id, rooms=rooms, reason_code="staff", now=now)
    if known_by == "the snapshot":
        snapshot.refresh(now=now)
        settings.REDIS_URL = NOWHERE
    assert statuses(client) == ALL_OPEN | {path: 403}
    assert not Ban.objects.exists()
    settings.BOTGUARD_MODE = "observe"
    assert client.get(path).status_code == 200


def test_a_closed_room_opens_again_by_itself() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        visitor = person()
        visitor.get("/")
        actions.revoke(key_of(visitor, now=NOW).id, rooms={"search"}, reason_code="staff", now=NOW)
        # The store's clock does not travel, so its text may be gone before; the snapshot's rows are not.
        snapshot.refresh(now=NOW)
        assert visitor.get("/search/").status_code == 403
        for _ in range(3):
            clock.shift(20 * 60 - 1)
            visitor.get("/")
            assert visitor.get("/search/").status_code == 403
        clock.shift(3)
        assert visitor.get("/search/").status_code == 200


def test_what_was_taken_is_given_back_at_once(client: Client) -> None:
    key_id, now = key_of(client).id, timezone.now()
    actions.revoke(key_id, rooms={"search", "cart"}, reason_code="staff", now=now)
    assert actions.restore(key_id, rooms={"cart"}, now=now) == 1
    assert statuses(client) == ALL_OPEN | {"/search/": 403}
    actions.revoke(key_id, reason_code="staff", now=now)
    assert set(statuses(client).values()) == {403}
    assert actions.restore(key_id, now=now) == 2
    assert statuses(client) == ALL_OPEN
    assert actions.restore(key_id, now=now) == 0
    snapshot.refresh(now=now)
    assert statuses(client) == ALL_OPEN
    assert not store.client().exists(store.revoked_name(key_id))


def test_taken_twice_the_longer_time_holds(client: Client) -> None:
    key_id, now = key_of(client).id, timezone.now()
    actions.revoke(key_id, rooms={"search"}, lasting=timedelta(days=3), reason_code="staff", now=now)
    actions.revoke(key_id, rooms={"cart"}, lasting=timedelta(minutes=1), reason_code="staff", now=now)
    assert 3 * 86_400 - 60 < store.client().ttl(store.revoked_name(key_id)) <= 3 * 86_400
    assert sorted(RevokedKey.objects.values_list("room", flat=True)) == ["cart", "search"]
    actions.revoke(key_id, rooms={"cart"}, lasting=timedelta(days=400), reason_code="staff", now=now)
    assert RevokedKey.objects.get(room="cart").expires_at == now + timedelta(days=7)


def test_a_room_that_does_not_exist_is_not_closed(client: Client) -> None:
    with pytest.raises(UnknownRoom, match="attic"):
        actions.revoke(key_of(client).id, rooms={"attic", "cart"}, reason_code="staff", now=timezone.now())
    assert not RevokedKey.objects.exists()
    assert statuses(client) == ALL_OPEN


def test_a_closed_room_is_not_opened_by_another_proof(client: Client) -> None:
    actions.revoke(key_of(client).id, rooms={"checkout"}, reason_code="staff", now=timezone.now())
    client.cookies["key"] = keys.sign(keys.without_proof(key_of(client)), secrets=conf.secrets())
    open_checkout(client)
    assert client.get("/checkout/").status_code == 403


def test_the_store_keeps_what_a_key_looks_like(client: Client) -> None:
    shown = key_of(client)
    client.get("/")
    assert key_row(shown.id) == shown
    assert key_row("f" * 32) is None
