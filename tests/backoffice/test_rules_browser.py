"""Access rules and brakes in a real browser: tried, saved, brought back; no fault of axe's, no page too wide."""

import os
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from botguard.models import AccessRule, BrakePull, Visit
from tests.browser import faults
from tests.live import StartShop

PASSWORD = "a long enough password"
BASE = "/backoffice/rules/"


def visited(address: str) -> None:
    """Leave a visit of a moment ago."""
    now = timezone.now()
    Visit.objects.create(
        visitor=address,
        has_key=False,
        first_at=now,
        last_at=now,
        address=address,
        network="198.51.100.0/24",
        standing="good",
        worst_action="allow",
        worst_points=0,
        points=0,
    )


def look(page: Page, name: str) -> None:
    """Hold a page to axe and to its width on a desk and on a telephone; keep a picture where one is asked for."""
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page) == [], (name, width)
        if folder := os.environ.get("LOOK_AT"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_rule_is_tried_saved_changed_and_ended(live_shop: StartShop, page: Page) -> None:
    User.objects.create_superuser("ana@example.com", PASSWORD)
    visited("198.51.100.7")
    now = timezone.now()
    BrakePull.objects.create(
        code="card-testing",
        mode="enforce",
        sentence="9 declined card payments within 15 minutes",
        pulled_at=now,
        expires_at=now + timedelta(minutes=30),
    )
    shop = live_shop(environment={"BOTGUARD_MODE": "observe"})
    page.goto(f"{shop.url}/account/login/?next={BASE}")
    page.get_by_label("Email").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url(f"**{BASE}")
    look(page, "rules-empty")

    page.get_by_label("Whom it is about").fill("127.0.0.1\n198.51.100.0/24\n198.51.100.9\n203.0.113.0/24")
    page.get_by_label("Name of the list").fill("Fakes of March")
    page.get_by_label("Reason", exact=True).fill("fake orders")
    page.get_by_role("button", name="Try it", exact=True).click()
    assert page.get_by_text("Nothing can be saved like this").is_visible()
    assert page.get_by_text("That is where you are now.").is_visible()
    look(page, "rules-wrong")

    page.get_by_label("Save the good lines even if others are wrong").check()
    page.get_by_role("button", name="Try it", exact=True).click()
    assert page.get_by_text("Nothing is saved yet").is_visible()
    assert page.get_by_text("1 of 1").is_visible()
    look(page, "rules-tried")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Fakes of March").click()
    assert AccessRule.objects.get().networks.size == 3
    look(page, "rule")

    page.get_by_label("Networks to take out").fill("203.0.113.0/24")
    page.get_by_role("button", name="Try it", exact=True).click()
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.get_by_text("The rule is changed.").is_visible()
    page.get_by_role("button", name="End this rule").click()
    assert page.get_by_text("The rule is ended.").is_visible()

    page.goto(f"{shop.url}{BASE}brakes/")
    look(page, "brakes")
    page.get_by_role("button", name="Let go of Card testing, The whole shop").click()
    assert page.get_by_text("The brake has let go").is_visible()
