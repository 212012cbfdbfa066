"""A live shop is real processes on a database of the test's own."""

import urllib.request
from urllib.parse import urlsplit

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from playwright.sync_api import Page

from tests.live import LiveShop, StartShop


def names_of_groups(database_url: str) -> set[str]:
    """Return what another process sees of a table."""
    with psycopg.connect(database_url) as other:
        return {name for (name,) in other.execute("SELECT name FROM auth_group")}


def test_a_live_shop_answers_from_the_tests_own_database(live_shop: StartShop, live_database: str) -> None:
    shop: LiveShop = live_shop(web_workers=2, worker=True)
    assert urllib.request.urlopen(f"{shop.url}/healthz").status == 200  # noqa: S310 # always http
    assert set(shop.processes) == {"web", "worker", "relay"}
    assert all(process.poll() is None for process in shop.processes.values())
    running = list(shop.processes.values())
    shop.stop()
    assert all(process.poll() is not None for process in running)
    assert connection.settings_dict["NAME"] == urlsplit(live_database).path[1:]


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_live_test_writes_is_committed_and_gone_for_the_next(live_database: str, turn: int) -> None:
    assert "Carters" not in names_of_groups(live_database)
    Group.objects.create(name="Carters")
    assert "Carters" in names_of_groups(live_database)


@pytest.mark.django_db
def test_the_ordinary_test_database_never_sees_it() -> None:
    assert not Group.objects.filter(name="Carters").exists()
    assert not connection.settings_dict["NAME"].endswith("_live")


def test_a_browser_reaches_a_live_shop(live_shop: StartShop, page: Page) -> None:
    answer = page.goto(live_shop().url + "/healthz")
    assert answer is not None
    assert answer.status == 200
