"""An order taken by hand in a real browser that runs no script; its pages held to axe and to their width."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from antifraud.actions import block
from checkout.actions.review import judge
from checkout.models import Order
from tests.backoffice.test_rules_browser import look
from tests.checkout.world import ADA, NOW, variant
from tests.live import StartShop

PASSWORD = "a long enough password"  # a test's
URL = "/backoffice/orders/new/"


def write_down_the_buyer(page: Page) -> None:
    """Fill in for whom the order is, and reckon."""
    for label, typed in (
        ("Phone", "030 901820"),
        ("E-mail", ADA.email),
        ("Full name", ADA.name),
        ("Street and number", ADA.street),
        ("Postcode", ADA.postcode),
        ("City", ADA.city),
    ):
        page.get_by_label(label).first.fill(typed)
    page.get_by_label("Country").select_option("DE")
    page.get_by_role("button", name="Check and reckon").click()


def signed_in(shop: str, page: Page) -> None:
    page.goto(f"{shop}/account/login/?next={URL}")
    page.get_by_label("Email").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url(f"**{URL}")


def test_an_order_is_taken_without_scripts(live_shop: StartShop, browser: Browser) -> None:
    User.objects.create_superuser("ana@example.com", PASSWORD)
    variant("LAMP", price=4900)
    variant("LAMP-TALL", price=8900, stock=2)
    variant("LAMP-GONE", price=2900, stock=0)
    block(ADA.phone, reason="refuses parcels", author_id=None, expires_at=None, now=NOW)
    shop = live_shop(environment={"BOTGUARD_MODE": "observe"})
    # The sign-in page has its own ways; what is looked at here runs nothing.
    page = browser.new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(15_000)
    signed_in(shop.url, page)

    page.get_by_label("Article or SKU").fill("lamp")
    page.keyboard.press("Enter")
    page.get_by_label("Units of Lamp LAMP", exact=True).fill("1")
    page.get_by_label("Units of Lamp LAMP-TALL").fill("3")
    page.get_by_role("button", name="Check and reckon").click()
    expect(page.get_by_text("Please look at the marked fields again.")).to_be_visible()

    write_down_the_buyer(page)
    expect(page.get_by_text("Only 2 left.")).to_be_visible()
    page.get_by_label("Units of Lamp LAMP-TALL").fill("1")
    page.get_by_role("button", name="Check and reckon").click()
    page.get_by_role("button", name="Take the order, €138.00").click()
    order = Order.objects.get()
    expect(page.get_by_text(f"{order.number} is taken.")).to_be_visible()
    assert (order.visit, order.total_minor) == ({"door": "back-office"}, 13_800)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_are_accessible_and_fit(
    live_shop: StartShop, page: Page, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    User.objects.create_superuser("ana@example.com", PASSWORD)
    lamp = variant("LAMP", price=4900)
    variant("LAMP-TALL", price=8900, stock=2)
    variant("LAMP-GONE", price=2900, stock=0)
    block(ADA.phone, reason="refuses parcels", author_id=None, expires_at=None, now=NOW)
    shop = live_shop(environment={"BOTGUARD_MODE": "observe"})
    signed_in(shop.url, page)
    look(page, f"take-empty-{scheme}")
    page.get_by_label("Article or SKU").fill("lamp")
    page.keyboard.press("Enter")
    page.get_by_label("Units of Lamp LAMP-TALL").fill("3")
    page.get_by_role("button", name="Check and reckon").click()
    look(page, f"take-wrong-{scheme}")
    page.get_by_label("Units of Lamp LAMP-TALL").fill("1")
    page.get_by_label("Units of Lamp LAMP", exact=True).fill("2")
    write_down_the_buyer(page)
    look(page, f"take-ready-{scheme}")
    page.get_by_role("button", name="Take the order").click()
    order = Order.objects.get()
    assert dict(order.lines.values_list("variant", "quantity"))[lamp.pk] == 2
    judge(order.pk, now=order.placed_at)
    judge(order.pk, now=order.placed_at)
    page.reload()
    page.get_by_text("Judged 2 times").click()
    look(page, f"taken-{scheme}")
