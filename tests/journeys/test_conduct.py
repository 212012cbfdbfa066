"""How visits order, pay, sign up and fail is noted of them, once each, wherever it happens."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from botguard import counters
from botguard.counters import store
from botguard.forms import DECOY_NAME
from botguard.queries import snapshot
from checkout.models import Order, SandboxCharge
from tests.botguard.test_seen import noted_of
from tests.botguard.visitors import open_checkout, person
from tests.checkout.world import form_data, variant

pytestmark = pytest.mark.django_db
NOW = 1_780_000_000.0


@pytest.fixture(autouse=True)
def _fresh_guard(settings: Settings, valkey: object) -> Iterator[None]:
    settings.BOTGUARD_STORE_CLOCK = False
    counters.memory.clear()
    snapshot.forget()
    store.breaker.succeeded()
    with time_machine.travel(NOW, tick=False):
        yield
    snapshot.forget()


def shopper() -> Client:
    """Return a person with a lamp in their cart and a proof."""
    client = person()
    client.get("/")
    assert client.post("/cart/add/", {"variant": variant("LAMP").pk, "quantity": "1"}).status_code == 302
    open_checkout(client)
    return client


def order(client: Client, **changes: str) -> Order:
    """Place an order and return it."""
    answer = client.post("/checkout/", form_data(idempotency_key="k", expected_total="5390", **changes))
    assert answer.status_code == 302, answer.content.decode()
    return Order.objects.get()


def test_an_order_names_an_address_and_holds_stock() -> None:
    client = shopper()
    order(client)
    noted = noted_of(client)
    assert (noted["emails"], noted["holds"]) == (1, 1)
    assert "decoy-field" not in noted


def test_a_filled_decoy_is_noted_and_the_order_is_taken_all_the_same() -> None:
    client = shopper()
    order(client, **{DECOY_NAME: "030 901820"})
    assert noted_of(client)["decoy-field"] == 1


def test_a_card_that_is_refused_is_noted_once_however_often_the_page_is_loaded() -> None:
    client = shopper()
    placed = order(client, payment="card")
    reference = placed.payments.get().reference
    client.post(f"/pay/sandbox/{reference}/", {"choice": "decline", "card": "one"})
    fingerprint = SandboxCharge.objects.get(reference=reference).card
    assert len(fingerprint) == 64
    for _ in range(3):
        client.get(f"/pay/back/{reference}/")
    noted = noted_of(client)
    assert (noted["declines"], noted["cards"], noted["holds"]) == (1, 1, 1)
    assert "holds-paid" not in noted


def test_a_card_that_pays_makes_up_for_the_stock_it_held() -> None:
    client = shopper()
    placed = order(client, payment="card")
    reference = placed.payments.get().reference
    client.post(f"/pay/sandbox/{reference}/", {"choice": "pay", "card": "one"})
    client.get(f"/pay/back/{reference}/")
    noted = noted_of(client)
    assert (noted["holds"], noted["holds-paid"], noted["cards"]) == (1, 1, 1)
    assert "declines" not in noted


def test_a_form_without_its_token_is_noted() -> None:
    client = person()
    client.handler.enforce_csrf_checks = True
    client.get("/")
    assert client.post("/cart/add/", {"variant": "1", "quantity": "1"}).status_code == 403
    assert noted_of(client)["csrf-failure"] == 1


def test_coupons_that_do_not_exist_are_noted() -> None:
    client = shopper()
    client.post("/cart/coupon/", {"code": "NOPE"})
    assert noted_of(client)["coupon-guess"] == 1


def test_who_signs_up_names_an_account_and_leaves_the_decoy_empty() -> None:
    client = person()
    page = client.get("/account/signup/").content.decode()
    assert page.count(f'name="{DECOY_NAME}"') == 1
    client.post("/account/signup/", {"email": "ada@example.com", "password1": "correct horse battery"})
    noted = noted_of(client)
    assert noted["accounts"] == 1
    assert "decoy-field" not in noted


def test_a_program_that_fills_every_field_is_noted() -> None:
    client = person()
    client.get("/account/signup/")
    fields = {"email": "bot@example.com", "password1": "correct horse battery", DECOY_NAME: "x"}
    client.post("/account/signup/", fields)
    assert noted_of(client)["decoy-field"] == 1


def test_the_checkout_carries_the_decoy_out_of_everybody_s_way() -> None:
    page = shopper().get("/checkout/").content.decode()
    assert page.count(f'name="{DECOY_NAME}"') == 1
    assert f'<div hidden aria-hidden="true"><label>Leave empty <input name="{DECOY_NAME}"' in page
