"""A person buys, the worker judges, the merchant looks: the whole shop in a real browser, guard and all."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from antifraud import queries as fraud
from checkout.models import Order
from demo.engine.staff import PEOPLE
from tests.browser import AGENT
from tests.live import StartShop


@pytest.fixture
def shelves(live_database: str, settings: Settings, tmp_path: Path) -> None:
    """Put the hand-written catalogue up and let staff in."""
    settings.MEDIA_ROOT = tmp_path / "media"  # where a live shop looks
    call_command("seed_demo", orders=0, verbosity=0)


def buy(page: Page, url: str, *, payment: str) -> str:
    """Walk from the front page to the received page, and return the order's number."""
    fill_checkout(page, url, payment=payment)
    return received(page)


def fill_checkout(page: Page, url: str, *, payment: str) -> None:
    """Walk from the front page through the checkout, and place the order."""
    page.goto(url)
    page.get_by_role("link", name="Tableware").first.click()
    page.locator("main a[href^='/p/']").first.click()
    page.get_by_role("button", name="Add to cart").click()
    page.goto(f"{url}/cart/")
    page.get_by_role("link", name="Go to checkout").click()
    # The proof runs by itself and leads on to the checkout.
    expect(page.get_by_role("heading", name="Checkout")).to_be_visible(timeout=30_000)
    page.get_by_label("E-mail").fill("greta.sommer@example.com")
    page.get_by_label("Phone").fill("+49 30 901820")
    page.get_by_label("Full name").fill("Greta Sommer")
    page.get_by_label("Country").select_option("DE")
    page.get_by_label("Street and number").fill("Lindenstraße 12")
    page.get_by_label("Postcode").fill("10115")
    page.get_by_label("City").fill("Berlin")
    page.get_by_label(payment).check()
    page.get_by_role("button", name="Place the order").click()


def received(page: Page) -> str:
    """Return the number of the order this page says was received."""
    expect(page.get_by_role("heading", name="We have received your order")).to_be_visible()
    number = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", page.inner_text("main"))
    assert number
    return number[0]


def sign_in(page: Page, url: str) -> None:
    """Sign the demo's owner in."""
    owner = next(person for person in PEOPLE if person.role == "Owner")
    page.goto(f"{url}/backoffice/")
    page.locator("input[name=login]").fill(owner.email)
    page.locator("input[name=password]").fill(owner.password)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()


def settled(order: Order, page: Page) -> Order:
    """Return an order once its card is charged, or is authorised and waits for the review."""
    for _ in range(80):
        order.refresh_from_db()
        if (order.review, order.payment_status) in {("cleared", "paid"), ("held", "authorised")}:
            return order
        page.wait_for_timeout(250)
    raise AssertionError(f"{order.number} is {order.review} and {order.payment_status}.")


def judged(number: str, page: Page) -> Order:
    """Return an order once the worker has judged it."""
    for _ in range(80):
        order = Order.objects.get(number=number)
        if order.review != "pending":
            return order
        page.wait_for_timeout(250)
    raise AssertionError("The worker has not judged the order.")


def points(page: Page) -> list[int]:
    """Return the fraud panel's column of points as the merchant reads it, the sum last."""
    texts = page.locator(".panel--fraud .reasons__points").all_inner_texts()
    return [int(text.replace("−", "-")) for text in texts]


def test_a_person_buys_and_the_merchant_sees_a_green_panel(
    shelves: None, live_shop: StartShop, page: Page
) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    shop = live_shop(worker=True)
    number = buy(page, shop.url, payment="Cash on delivery")
    order = judged(number, page)
    assert (order.status, order.review) == ("open", "cleared")

    sign_in(page, shop.url)
    page.goto(f"{shop.url}/backoffice/orders/{number}/")
    panel = page.locator(".panel--fraud")
    verdict = fraud.latest(number)
    assert verdict is not None
    assert verdict.level == "green"
    expect(panel).to_contain_text("127.0.0.1")
    *reasons, total = points(page)
    assert sum(reasons) == total == verdict.total
    assert faults == []


def test_a_blocked_address_buys_as_before_and_gets_nothing(
    shelves: None, live_shop: StartShop, browser: Browser
) -> None:
    """Staff and shopper come through a trusted proxy, each from an address of their own."""
    shop = live_shop(worker=True, environment={"TRUSTED_PROXIES": "127.0.0.1/32"})
    agent = AGENT.format(major=browser.version.partition(".")[0])
    staff, shopper, clean = (
        browser.new_context(
            user_agent=agent, locale="en-GB", extra_http_headers={"X-Forwarded-For": address}
        ).new_page()
        for address in ("192.0.2.7", "198.51.100.23", "203.0.113.5")
    )
    first = judged(buy(shopper, shop.url, payment="Cash on delivery"), shopper)
    assert (first.client_address, first.status) == ("198.51.100.23", "open")

    sign_in(staff, shop.url)
    staff.goto(f"{shop.url}/backoffice/orders/{first.number}/")
    staff.get_by_text("Block …").click()
    staff.locator("input[name=subjects][value=address]").check()
    staff.get_by_label("Reason").fill("The parcel came back three times")
    staff.get_by_role("button", name="Block silently").click()
    staff.goto(f"{shop.url}/backoffice/blocklist/")
    expect(staff.get_by_role("link", name="198.51.100.23")).to_be_visible()

    cancelled = judged(buy(shopper, shop.url, payment="Cash on delivery"), shopper)
    told = without_nonces(shopper.inner_text("main"), cancelled)
    assert (cancelled.status, cancelled.review) == ("cancelled", "shadow-cancelled")
    paid_by_card = judged(pay_by_card(shopper, shop.url), shopper)
    paid_by_card = settled(paid_by_card, shopper)
    assert paid_by_card.status == "open"
    # A held order's card waits for its review.
    charged = {"cleared": "paid", "held": "authorised"}
    assert paid_by_card.payment_status == charged[paid_by_card.review]
    other = judged(buy(clean, shop.url, payment="Cash on delivery"), clean)
    assert other.review == "cleared"
    assert told == without_nonces(clean.inner_text("main"), other)

    counted = set(Order.objects.revenue().values_list("number", flat=True))
    assert counted == {first.number, paid_by_card.number, other.number}
    assert cancelled.number not in set(Order.objects.to_fulfil().values_list("number", flat=True))


def without_nonces(words: str, order: Order) -> str:
    """Return a page's words without the order's number and its minute."""
    return re.sub(r"\d\d:\d\d", "", words.replace(order.number, ""))


def pay_by_card(page: Page, url: str) -> str:
    """Buy by card at the sandbox provider, and return the order's number."""
    fill_checkout(page, url, payment="Card")
    page.get_by_role("button", name="Pay").first.click()
    return received(page)
