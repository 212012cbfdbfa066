"""One visitor: the trail, and the key taken back, whole or for one room."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import AuditEntry
from botguard import actions, counters
from botguard.models import RevokedKey, Visit
from tests import fresh_guard
from tests.backoffice.conftest import MakeOrder, SignIn
from tests.botguard.visitors import person

pytestmark = pytest.mark.django_db
URL = "/backoffice/traffic/"


@pytest.fixture(autouse=True)
def _fresh_guard(settings: Settings) -> Iterator[None]:
    settings.BOTGUARD_MODE = "enforce"
    fresh_guard.forget()
    yield
    fresh_guard.forget()


@pytest.fixture
def shopper() -> Client:
    """Return a person who has looked at three pages, all of them folded."""
    client = person()
    for path in ("/", "/search/", "/cart/"):
        client.get(path)
    counters.flush()
    actions.fold_events()
    return client


def key_id() -> str:
    """Return the only key there is."""
    return Visit.objects.get(has_key=True).visitor


def test_the_trail_shows_every_step_newest_first(merchant: Client, shopper: Client) -> None:
    page = merchant.get(f"{URL}visitors/{key_id()}/").content.decode()
    trail = page.split('<ol class="trail">')[1].split("</ol>")[0]
    assert re.findall(r'office-wrap">(/[^<]*)<', trail) == ["/cart/", "/search/"]
    assert "198.51.100.7" in page
    first = merchant.get(f"{URL}visitors/198.51.100.7/").content.decode()
    assert "Everybody at this address" in first


def test_the_orders_of_a_visit_stand_beside_it_for_those_who_may_see_orders(
    sign_in: SignIn, shopper: Client, make_order: MakeOrder
) -> None:
    order = make_order(visit={"visit": {"key_id": key_id()}})
    assert order.number in sign_in("Merchant").get(f"{URL}visitors/{key_id()}/").content.decode()
    assert order.number not in sign_in("Operator").get(f"{URL}visitors/{key_id()}/").content.decode()


def test_a_key_that_is_taken_back_is_dead_at_its_next_request(sign_in: SignIn, shopper: Client) -> None:
    operator = sign_in("Operator")
    assert shopper.get("/search/").status_code == 200
    answer = operator.post(f"{URL}visitors/{key_id()}/revoke/", {"scope": "all", "reason": "empties carts"})
    assert answer.status_code == 302
    assert shopper.get("/search/").status_code == 403
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.detail) == (
        "key-revoke",
        f"key:{key_id()}",
        {"rooms": "all", "reason": "empties carts"},
    )
    assert "taken back" in operator.get(f"{URL}visitors/{key_id()}/").content.decode()
    assert key_id()[:8] in operator.get(f"{URL}keys/?show=revoked").content.decode()

    assert operator.post(f"{URL}visitors/{key_id()}/restore/").status_code == 302
    assert shopper.get("/search/").status_code == 200
    assert AuditEntry.objects.latest("pk").action == "key-restore"
    assert "taken back" not in operator.get(f"{URL}visitors/{key_id()}/").content.decode()


def test_one_room_is_closed_and_the_others_stay_open(sign_in: SignIn, shopper: Client) -> None:
    form = {"scope": "rooms", "chosen": ["cart"], "reason": "empties carts"}
    sign_in("Analyst").post(f"{URL}visitors/{key_id()}/revoke/", form)
    assert shopper.get("/cart/").status_code == 403
    assert shopper.get("/search/").status_code == 200
    assert AuditEntry.objects.get().detail["rooms"] == ["cart"]


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"scope": "all", "reason": ""}, id="without a reason"),
        pytest.param({"scope": "rooms", "reason": "x"}, id="rooms, but none ticked"),
        pytest.param({"scope": "rooms", "chosen": ["vault"], "reason": "x"}, id="a room there is not"),
        pytest.param({"reason": "x"}, id="without saying what"),
    ],
)
def test_a_form_that_is_not_filled_in_takes_nothing(
    sign_in: SignIn, shopper: Client, form: dict[str, object]
) -> None:
    answer = sign_in("Operator").post(f"{URL}visitors/{key_id()}/revoke/", form)
    assert answer.status_code == 422
    assert not RevokedKey.objects.exists()
    assert not AuditEntry.objects.exists()
    assert shopper.get("/cart/").status_code == 200


def test_who_may_only_look_takes_nothing(merchant: Client, shopper: Client) -> None:
    page = merchant.get(f"{URL}visitors/{key_id()}/").content.decode()
    assert "Take back" not in page
    answer = merchant.post(f"{URL}visitors/{key_id()}/revoke/", {"scope": "all", "reason": "x"})
    assert answer.status_code == 403
    assert not RevokedKey.objects.exists()


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        pytest.param("", True, id="about now"),
        pytest.param("?standing=bad", False, id="of another standing"),
        pytest.param("?q=198.51.100.0/24", True, id="of the network"),
        pytest.param("?q=198.51.101.0/24", False, id="of another network"),
        pytest.param("?show=all&sort=worst", True, id="all, the worst first"),
        pytest.param("?q=' OR 1=1", False, id="by something else"),
    ],
)
def test_keys_are_found(merchant: Client, shopper: Client, query: str, is_found: bool) -> None:
    page = merchant.get(f"{URL}keys/{query}").content.decode()
    assert (f"visitors/{key_id()}/" in page) is is_found


def test_who_has_left_is_not_about_now(merchant: Client, shopper: Client) -> None:
    Visit.objects.update(last_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert "Nobody is about" in merchant.get(f"{URL}keys/").content.decode()
    assert f"visitors/{key_id()}/" in merchant.get(f"{URL}keys/?show=all").content.decode()
