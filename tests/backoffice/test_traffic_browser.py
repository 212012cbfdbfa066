"""The traffic pages in a real browser: read by axe, narrow and wide, and moving by themselves."""

from ipaddress import ip_address

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from botguard import actions, counters
from botguard.actions.appeal import appeal
from botguard.models import Visit
from tests.botguard.visitors import person, program
from tests.live import LiveShop, StartShop

PASSWORD = "a long enough password"
HERE = ip_address("203.0.113.9")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


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
        "second-looks/",
        "second-looks/mistakes/",
        f"customers/{person_id}/",
    )
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for path in paths:
            answer = page.goto(f"{office.url}/backoffice/{path}")
            assert answer is not None
            assert answer.status == 200, path
            for summary in page.locator("main details > summary").all():
                summary.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            found = Axe().run(page, options=RULES).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"][:160]) for each in found] == [], (path, width)
    assert trouble == []


def test_a_live_page_moves_by_itself_until_it_is_paused(office: LiveShop, page: Page) -> None:
    page.goto(f"{office.url}/backoffice/traffic/?span=hour")
    assert page.locator(".live").count() == 1
    before = page.locator(".live").inner_text()
    with page.expect_response(lambda answer: "span=hour" in answer.url, timeout=20_000) as moved:
        pass
    assert moved.value.status == 200
    page.wait_for_function("before => document.querySelector('.live').innerText !== before", arg=before)
    assert page.locator("main #live").count() == 1
    page.get_by_role("link", name="Pause").click()
    assert page.locator("#live[hx-trigger]").count() == 0
