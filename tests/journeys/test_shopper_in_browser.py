"""A shopper with a real browser: parts of pages are swapped, refusals too, under the strict content policy."""

import pytest
from playwright.sync_api import Page, expect

from checkout.models import CartLine, Coupon, Order
from tests.checkout.world import variant
from tests.live import StartShop


def test_a_person_fills_a_cart_is_told_what_is_wrong_and_orders(live_shop: StartShop, page: Page) -> None:
    variant("LAMP", price=4900, stock=3)
    Coupon.objects.create(code="TEN", kind="percent", value=10)
    shop = live_shop(environment={"BOTGUARD_MODE": "off"})
    violations: list[str] = []
    page.on("console", lambda line: violations.append(line.text) if "Content Security" in line.text else None)
    page.goto(f"{shop.url}/p/lamp/")
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("button", name="One more").click()
    expect(page.locator("#cart .summary__total")).to_contain_text("€98.00")
    expect(page.locator("#cart-link")).to_contain_text("2 items")
    page.get_by_label("Coupon code").fill("NOPE")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#coupon-error")).to_contain_text("We do not know this code.")
    page.get_by_label("Coupon code").fill("ten")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#cart .summary__total")).to_contain_text("€88.20")
    page.get_by_role("spinbutton").fill("4")
    page.get_by_role("spinbutton").press("Enter")
    expect(page.locator("#cart")).to_contain_text("Only 3 left.")
    assert [line.quantity for line in CartLine.objects.all()] == [2]
    page.get_by_role("link", name="Go to checkout").click()
    page.get_by_text("Express delivery").click()
    expect(page.locator("#summary .summary__total")).to_contain_text("€98.10")
    fields = {
        "E-mail": "nobody",
        "Phone": "030 901820",
        "Full name": "Ada Example",
        "Street and number": "Hauptstr. 1",
        "Postcode": "10827",
        "City": "Berlin",
    }
    for label, text in fields.items():
        page.get_by_label(label).first.fill(text)
    page.get_by_label("Country").select_option("DE")
    page.get_by_role("button", name="Place the order").click()
    expect(page.locator("#form-errors")).to_contain_text("Enter a valid email address.")
    expect(page.get_by_label("City")).to_have_value("Berlin")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_role("button", name="Place the order").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your order")
    assert [order.total_minor for order in Order.objects.all()] == [9810]
    assert violations == []


@pytest.mark.django_db
def test_the_browser_leaves_other_tests_their_database() -> None:
    assert variant("LAMP").available == 10
