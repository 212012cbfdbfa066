"""Whoever guesses coupons is stopped, by the page, by the API, and whether they keep their key or not."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from botguard import counters
from botguard.queries import snapshot
from checkout.models import Cart, Coupon
from tests.botguard.visitors import person
from tests.checkout.world import variant

pytestmark = pytest.mark.django_db
NOW = 1_780_000_000.0


@pytest.fixture(autouse=True)
def _fresh_guard(settings: Settings) -> Iterator[None]:
    settings.BOTGUARD_STORE_CLOCK = False
    counters.memory.clear()
    snapshot.forget()
    yield
    counters.memory.clear()


def guess(client: Client, cart: str, code: str, *, door: str) -> int:
    """Try a code and return the status."""
    if door == "page":
        return client.post("/cart/coupon/", {"code": code}).status_code
    return client.put(
        f"/api/v1/carts/{cart}/coupon/", {"code": code}, content_type="application/json"
    ).status_code


@pytest.mark.parametrize("door", ["page", "api"])
@pytest.mark.parametrize("keeps_key", [True, False], ids=["with a key", "without a key"])
def test_guesses_are_stopped(door: str, keeps_key: bool) -> None:
    Coupon.objects.create(code="G99", kind="percent", value=90)
    client = person()
    looked_at = 0
    with time_machine.travel(NOW, tick=False) as clock:
        client.post("/cart/add/", {"variant": variant().pk, "quantity": "1"})
        cart = str(Cart.objects.get().pk)
        for number in range(100):
            if not keeps_key:
                client.cookies.pop("key", None)
            looked_at += guess(client, cart, f"G{number}", door=door) in (400, 422)
            clock.shift(10)
    assert 5 <= looked_at <= 20
    assert Cart.objects.get().coupon_code == ""


def test_control_an_unwatched_box_gives_the_code_away(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "off"
    Coupon.objects.create(code="G99", kind="percent", value=90)
    client = person()
    client.post("/cart/add/", {"variant": variant().pk, "quantity": "1"})
    for number in range(100):
        guess(client, "", f"G{number}", door="page")
    assert Cart.objects.get().coupon_code == "G99"


def test_a_person_who_mistypes_a_code_is_let_be() -> None:
    Coupon.objects.create(code="TEN", kind="percent", value=10)
    client = person()
    with time_machine.travel(NOW, tick=False) as clock:
        client.post("/cart/add/", {"variant": variant().pk, "quantity": "1"})
        for code in ("TNE", "T EN", "TEN!", "10", "TENN", "TEEN", "NET", "TEN"):
            guess(client, "", code, door="page")
            clock.shift(5)
        assert Cart.objects.get().coupon_code == "TEN"
        assert client.get("/cart/").status_code == 200
