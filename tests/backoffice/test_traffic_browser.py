"""The traffic pages in a real browser: read by axe, narrow and wide, and moving by themselves."""

import os
import re
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from botguard import actions, counters
from botguard.actions.appeal import appeal
from botguard.models import Visit
from demo.actions.visits import keep_challenger
from tests.botguard.visitors import person, program
from tests.browser import faults
from tests.live import LiveShop, StartShop

PASSWORD = "a long enough password"
HERE = ip_address("203.0.113.9")
# As people look: on a desk, on a telephone, and there at night.
LOOKS = ((1440, "light"), (390, "light"), (390, "dark"))


@pytest.fixture
def visited(live_database: str) -> Visit:
    """Return a robot's visit, after which it is banned, writes to us, and its key is closed for one room."""
    counters.journal.clear()
    person().get("/")
    robot = program(address=HERE.compressed)
    for number in range(30):
        robot.get(f"/p/p-{number}/")
    counters.flush()
    actions.fold_events()
    now = timezone.now()
    visit = Visit.objects.get(has_key=True)
    actions.ban(HERE, reason_code="keyless-minute", now=now)
    actions.revoke(visit.visitor, reason_code="staff", rooms=["cart"], now=now)
    appeal(HERE, email="lena@example.com", message="I only wanted a lamp.", now=now)
    keep_challenger(now=now)
    # Enough of them, then and now, to tell how they have moved.
    others = [
        Visit(
            visitor=f"{number:032x}",
            has_key=True,
            first_at=now - timedelta(days=days),
            last_at=now - timedelta(days=days),
            network="198.51.100.0/24",
            standing="good",
            worst_action="allow",
            worst_points=-200,
            points=-200,
            pages=9,
            peaks={"pages_60": 40 if number % 3 and days == 1 else 4},
        )
        for days, numbers in ((1, range(110)), (20, range(110, 220)))
        for number in numbers
    ]
    Visit.objects.bulk_create(others)
    return visit


@pytest.fixture
def office(visited: Visit, live_shop: StartShop, page: Page) -> LiveShop:
    """Return a shop at which an owner is signed in."""
    User.objects.create_superuser("ana@example.com", PASSWORD)
    shop = live_shop(environment={"BOTGUARD_MODE": "observe"})  # no person walks this fast
    page.goto(f"{shop.url}/account/login/?next=/backoffice/traffic/")
    page.get_by_label("Email").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url("**/backoffice/traffic/")
    return shop


def test_the_pages_are_accessible_and_fit(office: LiveShop, visited: Visit, page: Page) -> None:
    trouble: list[str] = []
    page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
    person_id = User.objects.get(email="ana@example.com").pk
    paths = (
        "traffic/?span=hour",
        "traffic/?by=operator",
        "traffic/decisions/",
        "traffic/decisions/?q=192.0.2.1",
        "traffic/keys/?show=all",
        "traffic/keys/?show=revoked",
        f"traffic/visitors/{visited.visitor}/",
        "traffic/visitors/203.0.113.9/",
        "traffic/bans/",
        "learning/",
        "second-looks/",
        "second-looks/mistakes/",
        f"customers/{person_id}/",
    )
    for path in paths:
        answer = page.goto(f"{office.url}/backoffice/{path}")
        assert answer is not None
        assert answer.status == 200, path
        for summary in page.locator("main details > summary").all():
            summary.click()
        for width, scheme in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            if folder := os.environ.get("LOOK_AT"):
                name = re.sub(r"\W+", "-", path).strip("-")[:40]
                page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
            assert faults(page) == [], (path, width, scheme)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1440, "height": 900})
    assert trouble == []


def test_a_live_page_moves_by_itself_until_it_is_paused(office: LiveShop, page: Page) -> None:
    # The page's own clock, so that ten seconds pass at once.
    page.clock.install()
    page.goto(f"{office.url}/backoffice/traffic/?span=hour")
    page.evaluate("document.querySelector('#live').isOld = true")
    with page.expect_response(lambda answer: "span=hour" in answer.url) as moved:
        page.clock.run_for(10_000)
    assert moved.value.status == 200
    page.wait_for_function("!document.querySelector('#live').isOld")
    assert page.locator("main #live").count() == 1
    assert page.locator(".live").count() == 1
    page.get_by_role("link", name="Pause").click()
    assert page.locator("#live[hx-trigger]").count() == 0
