"""The editor of order rules in a real browser: what is wrong is said as it is typed, where it is, and once saved."""

from typing import Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from antifraud.actions.backtest import run_backtest
from antifraud.models import Backtest, Rule
from tests.backoffice.test_rules_browser import look
from tests.live import LiveShop, StartShop

PASSWORD = "a long enough password"
BASE = "/backoffice/order-rules/"
THEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
WRONG = {
    'order.units > 2 &&\n  adress.contry == "RO"': (
        "Line 2, column 3: There is no fact adress.contry. Did you mean address.country?"
    ),
    "order.units > 2 &&\n&& order.units < 4": "Line 2, column 1:",
    "order.lines.all(x, x > 1)": "Rules know no all: every rule must end at once.",
    "(" * 40 + "order.units > 2" + ")" * 40: "The rule is too deep: at most 16 levels.",
}


@pytest.fixture
def office(live_database: str, live_shop: StartShop, page: Page) -> LiveShop:
    """Return a shop whose owner is signed in and writes a rule."""
    User.objects.create_superuser("ana@example.com", PASSWORD)
    shop = live_shop(environment={"BOTGUARD_MODE": "observe"})  # no person types this fast
    page.goto(f"{shop.url}/account/login/?next={BASE}")
    page.get_by_label("Email").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url(f"**{BASE}")
    return shop


def test_what_is_wrong_is_said_while_it_is_typed_and_when_it_is_saved(office: LiveShop, page: Page) -> None:
    text, reading = page.locator("#id_text"), page.locator("#reading")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.reload()
        for wrong, told in WRONG.items():
            text.fill(wrong)
            expect(reading).to_contain_text(told)
        look(page, f"order-rule-wrong-{theme}")
    page.get_by_label("Name").fill("Too deep")
    page.get_by_label("Reason").fill("because")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field__errors")).to_contain_text("The rule is too deep: at most 16 levels.")
    look(page, "order-rule-not-saved")
    assert not Rule.objects.exists()

    text.fill("order.units > 2")
    expect(reading).to_contain_text("It meets an order when the number of things ordered is more than 2.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The rule is kept and observes.").wait_for()
    look(page, "order-rule")
    page.locator("#id_text").fill("order.unit > 2")
    expect(page.locator("#reading")).to_contain_text("Did you mean order.units?")


def test_a_backtest_tells_how_far_it_is_until_it_is_done(office: LiveShop, page: Page) -> None:
    page.get_by_label("Name").fill("Many")
    page.locator("#id_text").fill("order.units > 2")
    page.get_by_label("Reason").fill("because")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Try it on history").click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    run_backtest(Backtest.objects.get().pk, now=timezone.now())
    # Nobody touches the page: it asks by itself.
    expect(page.get_by_text("Waiting for a worker")).to_be_hidden()
    expect(page.get_by_role("heading", name="0 of 0 orders")).to_be_visible()
    look(page, "backtest")
