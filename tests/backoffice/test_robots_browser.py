"""The pages of robots and partners in a real browser: they fit, are axe clean, and a key is given and taken back."""

import os
from collections import Counter
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from botguard.actions.crawler import add_directory, ask_for
from botguard.actions.partner import fold_uses
from botguard.models import CrawlerName, KeyDirectory, PartnerKey
from tests.live import StartShop

PASSWORD = "a long enough password"


@pytest.fixture
def robots(live_database: str) -> None:
    """Have every kind of row there is."""
    now = timezone.now()
    ask_for(
        [("192.0.2.77", "YandexBot"), ("2001:db8::77", "Googlebot"), ("192.0.2.78", "SeznamBot")], [], now=now
    )
    CrawlerName.objects.filter(address="192.0.2.77").update(
        state="verified", hostname="spider-192-0-2-77.yandex.com", checked_at=now
    )
    CrawlerName.objects.filter(address="192.0.2.78").update(state="fake", checked_at=now)
    for url, name in (
        ("https://chatgpt.com", "ChatGPT agent"),
        ("https://agent.example", "Somebody's agent"),
    ):
        add_directory(
            url, form="directory", name=name, crawler_class="shopping-agent", author_id=None, now=now
        )
    KeyDirectory.objects.filter(name="ChatGPT agent").update(read_at=now, keys=[])
    KeyDirectory.objects.filter(name="Somebody's agent").update(problem="the name leads nowhere")


def test_a_key_is_given_looked_at_and_taken_back(live_shop: StartShop, robots: None, page: Page) -> None:
    User.objects.create_superuser("ana@example.com", PASSWORD)
    shop = live_shop(environment={"BOTGUARD_MODE": "observe"})  # no person walks this fast
    trouble: list[str] = []
    page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
    page.goto(f"{shop.url}/account/login/?next=/backoffice/crawlers/partners/")
    page.get_by_label("Email").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.get_by_label("Name", exact=True).fill("Price feed of Example Ltd.")
    page.get_by_role("button", name="Give the key").click()
    assert page.get_by_label("Private key").input_value().startswith("-----BEGIN PRIVATE KEY-----")
    _look(page, "given", trouble)
    row = PartnerKey.objects.get()
    now = timezone.now()
    for back in range(9):
        uses = Counter(
            {
                (row.key_id, "api", "allow", "192.0.2.9"): 400 + 70 * back,
                (row.key_id, "cart", "refuse", "192.0.2.9"): back,
            }
        )
        fold_uses(uses, now=now - timedelta(days=back))
    for path, name in (("", "robots"), ("partners/", "partners"), (f"partners/{row.pk}/", "partner")):
        page.goto(f"{shop.url}/backoffice/crawlers/{path}")
        _look(page, name, trouble)
    page.get_by_label("Reason", exact=True).fill("Contract ended")
    page.get_by_role("button", name="Take the key back").click()
    assert page.get_by_text("The key is taken back").is_visible()
    assert page.get_by_text("Taken back", exact=True).is_visible()


def _look(page: Page, name: str, trouble: list[str]) -> None:
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert trouble == [], name
