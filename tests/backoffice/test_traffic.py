"""Traffic as staff see it: live, by room, action and network, and every decision with reasons that add up."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from backoffice.queries.gentle import TooMuchToRead, gently
from botguard import actions, counters
from botguard.models import Decision, TrafficCount, Visit
from tests import fresh_guard
from tests.botguard.visitors import person, program

pytestmark = pytest.mark.django_db
URL = "/backoffice/traffic/"


@pytest.fixture(autouse=True)
def _fresh_guard() -> Iterator[None]:
    fresh_guard.forget()
    yield
    fresh_guard.forget()


@pytest.fixture
def now() -> datetime:
    """Return the time at which pages are read."""
    return timezone.now()


def count(now: datetime, number: int, **kind: str) -> None:
    """Write down requests of one kind, a few minutes ago."""
    names = {"room": "browse", "standing": "good", "action": "allow", **kind}
    minute = (now - timedelta(minutes=3)).replace(second=0, microsecond=0)
    TrafficCount.objects.create(minute=minute, count=number, **names)


def decide(now: datetime, **fields: object) -> Decision:
    """Write down a decision; keywords replace its fields."""
    values: dict[str, object] = {
        "at": now - timedelta(minutes=1),
        "address": "203.0.113.9",
        "visitor": "203.0.113.9",
        "room": "browse",
        "path": "/p/lamp/",
        "agent": "Scrapy/2.19.0",
        "action": "refuse",
        "is_enforced": True,
        "prior": -200,
        "points": 478,
        "reasons": [
            {"code": "scanner-path", "points": 500, "sentence": "3 requests for what only scanners look for"},
            {"code": "agent-tool", "points": 178, "sentence": "The agent is a programming tool"},
        ],
        **fields,
    }
    return Decision.objects.create(**values)


def text_of(client: Client, url: str, **headers: str) -> str:
    """Return a page's text with its spaces folded."""
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize(
    ("query", "legend"),
    [
        pytest.param("", ("60", "7", "5"), id="everything of a day"),
        pytest.param("?span=hour", ("60", "7", "5"), id="of an hour"),
        pytest.param("?room=cart", ("20", "0", "0"), id="of one room"),
        pytest.param("?action=refuse", ("0", "0", "5"), id="of one action"),
        pytest.param("?room=cart&action=refuse", ("0", "0", "0"), id="of one room and action"),
        pytest.param("?span=nonsense&room=nowhere&action=%00", ("60", "7", "5"), id="filters nobody offers"),
    ],
)
def test_requests_by_standing(merchant: Client, now: datetime, query: str, legend: tuple[str, ...]) -> None:
    count(now, 40)
    count(now, 20, room="cart")
    count(now, 7, standing="unknown", action="slow")
    count(now, 5, standing="bad", action="refuse")
    page = text_of(merchant, URL + query)
    plot = page.split('class="plot__legend"')[1].split("</ul>")[0]
    assert tuple(re.findall(r">(\d+)<", plot))[:3] == legend


def test_htmx_gets_the_moving_part_alone(merchant: Client, now: datetime) -> None:
    whole = text_of(merchant, URL)
    part = text_of(merchant, URL, HX_Request="true", HX_Target="live")
    assert 'hx-trigger="every 10s"' in whole
    assert "<html" in whole
    assert part.lstrip().startswith('<div class="office-stack" id="live"')
    assert "<html" not in part


def test_a_paused_page_stands_still_and_keeps_its_filters(merchant: Client) -> None:
    page = text_of(merchant, f"{URL}?span=hour&room=cart&paused")
    assert "hx-trigger" not in page
    assert '<a href="?span=hour&amp;room=cart">Go on</a>' in page


def test_top_networks_are_those_with_most_requests(merchant: Client) -> None:
    for number in range(3):
        client = person(address=f"198.51.100.{number}")
        for _ in range(4):
            client.get("/search/")
    program(address="203.0.113.9").get("/search/")
    counters.flush()
    actions.fold_events()
    page = text_of(merchant, URL)
    rows = page.split('id="networks-title"')[1].split("</table>")[0]
    assert re.findall(r"q=([\d.]+)/24", rows.replace("%2F", "/")) == ["198.51.100.0", "203.0.113.0"]
    assert '<td data-label="Requests" class="is-number">12</td>' in rows
    assert '<td data-label="Visitors" class="is-number">6</td>' in rows
    assert "By operator" in page
    assert "198.51.100.0/24" not in text_of(merchant, f"{URL}?by=operator").split('id="networks-title"')[1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("", {"/p/lamp/", "/cart/", "/x"}, id="all"),
        pytest.param("?room=cart", {"/cart/"}, id="by room"),
        pytest.param("?action=challenge", {"/cart/"}, id="by action"),
        pytest.param("?code=trap-hit", {"/x"}, id="by reason"),
        pytest.param("?q=203.0.113.9", {"/p/lamp/", "/cart/"}, id="by address"),
        pytest.param("?q=198.51.100.0/24", {"/x"}, id="by network"),
        pytest.param(f"?q={'a' * 32}", {"/x"}, id="by key"),
        pytest.param("?q=/cart", {"/cart/"}, id="by path"),
        pytest.param("?q=%00", {"/p/lamp/", "/cart/", "/x"}, id="by what nobody can store"),
        pytest.param("?q=192.0.2.1", set(), id="nobody"),
    ],
)
def test_decisions_are_found(merchant: Client, now: datetime, query: str, found: set[str]) -> None:
    decide(now)
    decide(now, path="/cart/", room="cart", action="challenge", is_enforced=False)
    reasons = [{"code": "trap-hit", "points": 600, "sentence": "Followed a hidden link"}]
    decide(now, address="198.51.100.4", key_id="a" * 32, visitor="a" * 32, path="/x", reasons=reasons)
    page = text_of(merchant, f"{URL}decisions/{query}")
    assert set(re.findall(r'class="office-clip" title="(/[^"]*)"', page)) == found
    assert ("No decision fits" in page) is not found


def test_a_decisions_reasons_add_up_on_the_page(merchant: Client, now: datetime) -> None:
    decide(now)
    page = text_of(merchant, f"{URL}decisions/")
    column = page.split('class="sum__list')[1].split("</ul>")[0]
    points = [int(each.replace("−", "-")) for each in re.findall(r'tabular">([+−\d]+)<', column)]
    assert points == [-200, 500, 178, 478]
    assert sum(points[:-1]) == points[-1]


def test_many_decisions_are_paged_and_the_filters_stay(merchant: Client, now: datetime) -> None:
    for number in range(30):
        decide(now, at=now - timedelta(minutes=number))
    page = text_of(merchant, f"{URL}decisions/?action=refuse")
    assert page.count('data-label="Who"') == 25
    assert "action=refuse&amp;page=2" in page
    assert text_of(merchant, f"{URL}decisions/?action=refuse&page=2").count('data-label="Who"') == 5


def test_what_visitors_send_is_never_markup(merchant: Client, now: datetime) -> None:
    nasty = "<script>alert(1)</script>"
    decide(now, path=nasty, agent=nasty, reasons=[{"code": "x", "points": 1, "sentence": nasty}])
    program(headers={"User-Agent": nasty}).get(f"/{nasty}")
    counters.flush()
    actions.fold_events()
    visitor = Visit.objects.get().visitor
    for url in ("", "decisions/", "keys/?show=all", f"visitors/{visitor}/"):
        assert nasty not in text_of(merchant, URL + url)


def test_a_read_that_takes_too_long_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backoffice.queries.gentle.MOST_MILLISECONDS", 20)
    with pytest.raises(TooMuchToRead), gently(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")


def test_a_page_that_was_broken_off_says_how_to_ask_for_less(
    merchant: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleep(**_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")

    monkeypatch.setattr("backoffice.queries.gentle.MOST_MILLISECONDS", 300)
    monkeypatch.setattr("backoffice.views.traffic.overview", sleep)
    answer = merchant.get(URL)
    assert answer.status_code == 503
    assert "too much to read at once" in answer.content.decode()
