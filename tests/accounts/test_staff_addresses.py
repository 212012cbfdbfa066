"""Where staff sign in is known again for a month, by a keyed hash; customers leave nothing."""

from datetime import datetime, timedelta
from ipaddress import ip_address

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.actions import sign_in
from accounts.collect import is_staffs_address
from accounts.models import StaffAddress, User
from antifraud.actions import assess
from checkout.actions.place import place_order
from checkout.collect import order_facts
from checkout.models import Order
from tests.checkout.world import NOW, cart_of, entropy, placement, variant

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PASSWORD = "a long enough password"  # a test's


@pytest.fixture(autouse=True)
def _quiet_guard(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "observe"


@pytest.mark.parametrize(
    ("is_staff", "password", "remembered"),
    [
        pytest.param(True, PASSWORD, 1, id="staff"),
        pytest.param(True, "wrong", 0, id="somebody who tries to be staff"),
        pytest.param(False, PASSWORD, 0, id="a customer"),
    ],
)
def test_only_staff_who_got_in_are_remembered(is_staff: bool, password: str, remembered: int) -> None:
    User.objects.create_user("ana@example.com", PASSWORD, is_staff=is_staff)
    visitor = Client(REMOTE_ADDR="198.51.100.7")
    visitor.post("/account/login/", {"login": "ana@example.com", "password": password})
    assert StaffAddress.objects.count() == remembered
    assert "198.51.100.7" not in str(list(StaffAddress.objects.values()))


@pytest.mark.parametrize(
    ("address", "at", "known"),
    [
        pytest.param("198.51.100.7", NOW, True, id="at once"),
        pytest.param("198.51.100.7", NOW + 29 * DAY, True, id="within thirty days"),
        pytest.param("198.51.100.7", NOW + 31 * DAY, False, id="later"),
        pytest.param("198.51.100.7", NOW - DAY, False, id="before anybody had signed in"),
        pytest.param("198.51.100.8", NOW, False, id="the neighbour's address"),
        pytest.param(None, NOW, None, id="no address"),
    ],
)
def test_the_very_address_is_known_again(address: str | None, at: datetime, known: bool | None) -> None:
    sign_in.note_staff(ip_address("198.51.100.7"), now=NOW)
    assert is_staffs_address(address, at=at) is known


def test_signing_in_again_prolongs_it_and_time_forgets_it() -> None:
    home = ip_address("2001:db8::1")
    sign_in.note_staff(home, now=NOW)
    sign_in.note_staff(home, now=NOW + 20 * DAY)
    sign_in.note_staff(home, now=NOW + 10 * DAY)
    row = StaffAddress.objects.get()
    assert (row.first_at, row.last_at) == (NOW, NOW + 20 * DAY)
    assert is_staffs_address("2001:db8::ffff", at=NOW + 45 * DAY)
    sign_in.expire(now=NOW + 50 * DAY)
    assert StaffAddress.objects.exists()
    sign_in.expire(now=NOW + 51 * DAY)
    assert not StaffAddress.objects.exists()


@pytest.mark.parametrize(("kind", "weighs"), [("unknown", True), ("vpn", False), ("relay", False)])
def test_an_order_from_there_is_spoken_for_unless_strangers_share_the_address(
    kind: str, weighs: bool
) -> None:
    sign_in.note_staff(ip_address("198.51.100.7"), now=NOW - DAY)
    lamp = variant()
    wanted = placement(cart_of({lamp.pk: 1}))
    placed = place_order(wanted, entropy=entropy(), now=NOW)
    Order.objects.update(visit={"network": {"country": "DE", "kind": kind}})
    judged = assess(order_facts(Order.objects.get(token=placed.token)), now=NOW)
    assert judged.facts.address_is_staffs is True
    assert [(each.code, each.points) for each in judged.evidence if each.code == "ip-staff"] == (
        [("ip-staff", -70)] if weighs else []
    )
