"""Pages pass axe's checks (WCAG 2 A and AA) in both themes, on a phone and on a desk, and never scroll sideways."""

from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page
from pytest_django import Settings

from checkout.models import Order
from demo.engine.staff import PEOPLE
from tests.browser import faults
from tests.live import LiveShop, StartShop

LOOKS = (("light", 390), ("dark", 1440))
SHOP = (
    "/",
    "/c/lighting/",
    "/p/supper-bowls/",
    "/search/?q=lamp",
    "/search/?q=zzzz",
    "/cart/",
    "/pages/about/",
)
WAYS = tuple(f"/guard/proof/?way={way}" for way in ("question", "sound", "mail"))
DOORS = (*WAYS, "/account/login/", "/account/signup/", "/nothing/here/")
OFFICE = ("/backoffice/", "/backoffice/orders/", "/backoffice/blocklist/", "/backoffice/traffic/")


@pytest.fixture
def shop(live_database: str, live_shop: StartShop, settings: Settings, tmp_path: Path) -> LiveShop:
    """Open a shop with its catalogue and some orders behind it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    call_command("seed_demo", orders=30, verbosity=0)
    return live_shop(environment={"BOTGUARD_MODE": "observe"})


def look_at(page: Page, shop: LiveShop, paths: tuple[str, ...]) -> dict[str, list[str]]:
    """Open each path and return the faults of those that have any."""
    found = {}
    for path in paths:
        page.goto(shop.url + path)
        if told := faults(page):
            found[path] = told
    return found


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_pages_are_accessible(shop: LiveShop, browser: Browser, theme: str, width: int) -> None:
    with browser.new_context(
        locale="en-GB", color_scheme=theme, viewport={"width": width, "height": 900}
    ) as context:
        page = context.new_page()
        found = look_at(page, shop, (*SHOP, *DOORS))
        page.goto(f"{shop.url}/p/supper-bowls/")
        page.get_by_role("button", name="Add to cart").click()
        found |= look_at(page, shop, ("/cart/", "/checkout/"))
        page.get_by_role("button", name="Place the order").click()
        page.locator("#form-errors").wait_for()
        found |= {"checkout with errors": told} if (told := faults(page)) else {}
        order = Order.objects.filter(review="shadow-cancelled").first() or Order.objects.latest("placed_at")
        found |= look_at(page, shop, (f"/orders/{order.token}/", f"/orders/{order.token}/received/"))

        owner = PEOPLE[0]
        page.goto(f"{shop.url}/backoffice/")
        page.locator("input[name=login]").fill(owner.email)
        page.locator("input[name=password]").fill(owner.password)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        page.get_by_role("heading", name="Today").wait_for()
        found |= look_at(page, shop, (*OFFICE, f"/backoffice/orders/{order.number}/"))
    assert found == {}


def test_faults_are_seen(page: Page) -> None:
    """The control: a page with faults has them told."""
    page.set_content("<html><img src='a.png'><button></button><p style='width: 9000px'>wide</p></html>")
    told = " ".join(faults(page))
    assert all(rule in told for rule in ("image-alt", "button-name", "html-has-lang", "scrolls sideways"))
