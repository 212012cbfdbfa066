"""Carts nobody wants go; programs that hoard them are asked to prove themselves."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from botguard import counters
from botguard.queries import snapshot
from checkout.actions import cart as carts
from checkout.models import Cart
from tests.checkout.world import NOW, cart_of, placed, variant

pytestmark = pytest.mark.django_db


def test_empty_carts_go_after_a_day_full_ones_after_a_month() -> None:
    lamp = variant()
    empty, full = carts.open_cart(now=NOW), cart_of({lamp.pk: 1})
    ordered = placed({lamp.pk: 1})

    def left(after: timedelta) -> set[object]:
        carts.expire(now=NOW + after)
        return set(Cart.objects.values_list("pk", flat=True)) - {ordered.cart_id}

    assert left(timedelta(days=1)) == {empty, full}
    assert left(timedelta(days=1, seconds=1)) == {full}
    assert left(timedelta(days=30)) == {full}
    assert left(timedelta(days=30, seconds=1)) == set()
    ordered.refresh_from_db()
    assert ordered.number


@pytest.fixture
def program(settings: Settings) -> Client:
    settings.BOTGUARD_STORE_CLOCK = False
    counters.memory.clear()
    snapshot.forget()
    return Client(headers={"User-Agent": "our-app/1.0"}, REMOTE_ADDR="203.0.113.60")


# Forty different carts are too many. They are counted in 64 bits by linear counting, which is out by a tenth (one
# standard deviation): five of those are left to it.
CERTAINLY_STOPPED = 60


@pytest.mark.parametrize("way", ["opening them", "guessing at them"])
def test_a_program_that_goes_through_carts_is_stopped(program: Client, way: str) -> None:
    statuses = []
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(CERTAINLY_STOPPED + 20):
            if way == "opening them":
                statuses.append(program.post("/api/v1/carts/").status_code)
            else:
                statuses.append(program.get(f"/api/v1/carts/{uuid4()}/").status_code)
            program.cookies.clear()
            clock.shift(5)
    served = 201 if way == "opening them" else 404
    assert statuses[:8] == [served] * 8
    assert set(statuses[CERTAINLY_STOPPED:]) <= {403, 429}
    assert Cart.objects.count() == statuses.count(201) <= CERTAINLY_STOPPED


def test_a_program_with_a_cart_of_its_own_is_not(program: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        cart_id = program.post("/api/v1/carts/").json()["id"]
        for _ in range(60):
            assert program.get(f"/api/v1/carts/{cart_id}/").status_code == 200
            clock.shift(5)
