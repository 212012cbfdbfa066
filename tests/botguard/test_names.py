"""A crawler's way to its proof by real questions to a name server, and what becomes of liars and without answers."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from botguard.actions.crawler import check_names
from botguard.actions.errand import hand_over
from botguard.gateways.names import Resolver
from botguard.models import CrawlerName
from botguard.queries import register
from tests.range.attackers.scrapers import CRAWLER
from tests.range.names import GOOGLEBOT, HOSTS, LIAR, NAMES, SILENT, UNASKED, NameServer, name_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_shop")]


@pytest.fixture
def server(settings: Settings) -> Iterator[NameServer]:
    """Let the shop ask the range's name server."""
    with name_server(names=NAMES, hosts=HOSTS, silent=SILENT) as made:
        settings.BOTGUARD_NAMESERVERS = [made.place]
        yield made


def look() -> None:
    """Do what the watch thread does every five seconds."""
    hand_over(now=timezone.now())
    register.refresh(now=timezone.now())


def codes(address: str, path: str = "/") -> tuple[int, tuple[str, ...]]:
    """Return the answer to a crawler at an address, and the reasons of its verdict."""
    answer = Client(headers=CRAWLER, REMOTE_ADDR=address).get(path)
    return answer.status_code, tuple(answer.wsgi_request.guard.visit.codes)  # type: ignore[attr-defined] # GuardedRequest


@pytest.mark.parametrize(
    ("address", "state", "code"),
    [
        pytest.param(GOOGLEBOT, "verified", "crawler-verified", id="a name that leads back proves it"),
        pytest.param(LIAR, "fake", "crawler-impostor", id="a name that leads elsewhere disproves it"),
        pytest.param("127.0.96.9", "fake", "crawler-impostor", id="no name disproves it"),
        pytest.param(UNASKED, "pending", "crawler-claim", id="without an answer it stays a claim"),
    ],
)
def test_what_a_name_server_says_of_a_claim(server: NameServer, address: str, state: str, code: str) -> None:
    assert "crawler-claim" in codes(address)[1]
    look()
    assert check_names(Resolver(), now=timezone.now()) == 1
    look()
    assert CrawlerName.objects.get().state == state
    assert code in codes(address)[1]


def test_without_a_name_server_the_real_one_stays_a_claim(settings: Settings) -> None:
    with name_server(names={}, hosts={}) as closed:
        settings.BOTGUARD_NAMESERVERS = [closed.place]
    assert "crawler-claim" in codes(GOOGLEBOT)[1]
    look()
    assert check_names(Resolver(), now=timezone.now()) == 1
    look()
    assert CrawlerName.objects.get().state == "pending"
    assert "crawler-claim" in codes(GOOGLEBOT)[1]


def test_what_is_proved_reads_and_does_not_buy(server: NameServer) -> None:
    codes(GOOGLEBOT)
    look()
    check_names(Resolver(), now=timezone.now())
    look()
    assert [codes(GOOGLEBOT, path)[0] for path in ("/", "/search/", "/api/v1/products/")] == [200, 200, 200]
    assert [codes(GOOGLEBOT, path)[0] for path in ("/cart/", "/checkout/")] == [403, 403]
