"""The page of brakes: what holds is seen, can be let go, and each can be set; all of it on record."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AuditEntry
from botguard.actions import brake
from botguard.models import BrakePull, Tally
from tests.backoffice.conftest import SignIn

pytestmark = pytest.mark.django_db
URL = "/backoffice/rules/brakes/"


@pytest.fixture
def operator(sign_in: SignIn) -> Client:
    """Return an operator's browser."""
    return sign_in("Operator")


@pytest.fixture
def pull() -> BrakePull:
    """Let the brake on guessed coupons take hold of an address."""
    brake.count("coupon-guessing", {"home": "home:203.0.113.9/32"}, now=timezone.now(), by=12)
    return BrakePull.objects.get()


def test_nothing_holds_at_first(operator: Client) -> None:
    page = operator.get(URL).content.decode()
    assert "No brake holds anybody." in page
    assert page.count('<option value="enforce" selected>') == 5


def test_what_holds_is_seen_here_and_with_the_traffic(operator: Client, pull: BrakePull) -> None:
    for url in (URL, "/backoffice/traffic/"):
        page = operator.get(url).content.decode()
        assert "203.0.113.9/32" in page
        assert "12 coupon codes that do not exist within 10 minutes" in page


def test_letting_go_forgets_what_was_counted(operator: Client, pull: BrakePull) -> None:
    operator.post(f"{URL}pulls/{pull.pk}/release/")
    pull.refresh_from_db()
    assert pull.released_at is not None
    assert not Tally.objects.exists()
    assert (AuditEntry.objects.get().action, AuditEntry.objects.get().target) == (
        "brake-release",
        "brake:coupon-guessing",
    )
    assert "let go" in operator.get(URL).content.decode()
    assert (
        "had let go already" in operator.post(f"{URL}pulls/{pull.pk}/release/", follow=True).content.decode()
    )


def test_a_brake_is_set_to_observe_and_to_off(operator: Client, settings: Settings) -> None:
    asked = {"home": "home:203.0.113.9/32"}
    operator.post(f"{URL}coupon-guessing/", {"mode": "observe"})
    settings.BOTGUARD_MODE = "enforce"
    brake.count("coupon-guessing", asked, now=timezone.now(), by=12)
    assert [pull.mode for pull in BrakePull.objects.all()] == ["observe"]
    assert brake.holds("coupon-guessing", asked, now=timezone.now()) == ""
    settings.BOTGUARD_MODE = "observe"
    operator.post(f"{URL}coupon-guessing/", {"mode": "off"})
    BrakePull.objects.all().delete()
    brake.count("coupon-guessing", asked, now=timezone.now(), by=12)
    assert not BrakePull.objects.exists()
    assert AuditEntry.objects.filter(action="brake-set").count() == 2


def test_an_unknown_mode_is_no_mode(operator: Client) -> None:
    assert operator.post(f"{URL}coupon-guessing/", {"mode": "sometimes"}).status_code == 404


def test_what_is_over_is_forgotten(pull: BrakePull) -> None:
    brake.expire(now=timezone.now() + timedelta(days=1))
    assert not Tally.objects.exists()
    assert BrakePull.objects.exists()
    brake.expire(now=timezone.now() + timedelta(days=40))
    assert not BrakePull.objects.exists()
