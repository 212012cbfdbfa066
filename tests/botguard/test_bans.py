"""Bans as they are carried out: of one address, then of a network, never where people share it, and undone."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

import pytest
from django.http import HttpResponse
from django.utils import timezone
from pytest_django import Settings

from botguard.actions import ban, lift
from botguard.models import Ban, Visit
from botguard.queries import snapshot
from tests.botguard.visitors import person, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_shop")]
TRAP = "/collections/archive/"


def trapped(address: str, **headers: str) -> HttpResponse:
    """Fall into the trap at an address."""
    return program(address=address).get(TRAP, headers=headers)


def status(address: str) -> int:
    """Return how somebody fares who never did anything there."""
    return person(address=address).get("/").status_code


def networks() -> list[str]:
    """Return what is banned, oldest first."""
    return list(Ban.objects.order_by("pk").values_list("network", flat=True))


def test_the_fourth_of_a_network_takes_it_along() -> None:
    for host in (1, 2, 3):
        trapped(f"203.0.113.{host}")
    assert status("203.0.113.99") == 200
    trapped("203.0.113.4")
    assert networks() == ["203.0.113.1/32", "203.0.113.2/32", "203.0.113.3/32", "203.0.113.0/24"]
    assert status("203.0.113.99") == 403
    assert status("203.0.114.99") == 200


def test_households_of_one_allocation_are_banned_together() -> None:
    for host in (1, 2, 3, 4):
        trapped(f"2001:db8:0:10{host}::5")
    assert networks()[-1] == "2001:db8:0:100::/56"
    assert status("2001:db8:0:1ff::9") == 403
    assert status("2001:db8:0:200::9") == 200


def test_a_wide_ban_holds_from_the_snapshot_too(settings: Settings) -> None:
    for host in (1, 2, 3, 4):
        trapped(f"203.0.113.{host}")
    snapshot.refresh(now=timezone.now())
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert status("203.0.113.99") == 403


def test_a_network_in_which_a_person_is_known_is_not_banned_as_a_whole() -> None:
    now = timezone.now()
    Visit.objects.create(
        visitor="a" * 32,
        has_key=True,
        first_at=now,
        last_at=now,
        address="203.0.113.50",
        network="203.0.113.0/24",
        proof="patience",
        standing="good",
        worst_action="challenge",
        worst_points=0,
        points=0,
    )
    for host in range(1, 7):
        trapped(f"203.0.113.{host}")
    assert networks() == [f"203.0.113.{host}/32" for host in range(1, 7)]
    assert status("203.0.113.50") == 200


def test_bans_of_long_ago_do_not_widen_the_next() -> None:
    now = timezone.now()
    for host in (1, 2, 3):
        ban(ip_address(f"203.0.113.{host}"), reason_code="trap-hit", now=now - timedelta(hours=25))
    trapped("203.0.113.4")
    assert networks()[-1] == "203.0.113.4/32"


def test_a_proxy_of_ours_is_never_banned(settings: Settings) -> None:
    settings.BOTGUARD_TRUSTED_PROXIES = [ip_network("203.0.113.4/32")]
    assert trapped("203.0.113.4").status_code == 403
    assert networks() == []
    # Whom the proxy speaks for is.
    trapped("203.0.113.4", x_forwarded_for="198.51.100.7")
    assert networks() == ["198.51.100.7/32"]


def test_a_lifted_wide_ban_lets_all_of_them_in_at_once() -> None:
    for host in (1, 2, 3, 4):
        trapped(f"203.0.113.{host}")
    wide = Ban.objects.get(network="203.0.113.0/24")
    snapshot.refresh(now=timezone.now())
    assert status("203.0.113.99") == 403
    lift(wide.pk, now=timezone.now())
    snapshot.refresh(now=timezone.now())
    assert status("203.0.113.99") == 200
    # Those who were banned alone still are.
    assert status("203.0.113.1") == 403
