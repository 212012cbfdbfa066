"""The review queue in a real browser: decided by keys alone, and held to axe and to its width."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from checkout.actions.review import judge
from checkout.models import Order
from tests.backoffice.test_rules_browser import look
from tests.checkout.world import placed, variant
from tests.live import StartShop

PASSWORD = "a long enough password"
BASE = "/backoffice/review/"


def held(number: int) -> Order:
    """Leave an order in review."""
    now = timezone.now()
    order = placed({variant(f"LAMP-{number}").pk: 1}, seed=number, at=now)
    judge(order.pk, now=now)
    Order.objects.filter(pk=order.pk).update(review="held", held_at=now, review_reason="Worth a look.")
    return order


def test_orders_are_decided_by_keys_alone(live_shop: StartShop, page: Page) -> None:
    User.objects.create_superuser("ana@example.com", PASSWORD)
    first, second, third = (held(number) for number in (1, 2, 3))
    shop = live_shop(environment={"BOTGUARD_MODE": "observe"})
    page.goto(f"{shop.url}/account/login/?next={BASE}")
    page.get_by_label("Email").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url(f"**{BASE}")
    look(page, "review")
    page.reload()

    # The oldest has the focus already.
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{first.number}: The order is cleared.")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("prank")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{third.number}: The order is rejected")).to_be_visible()
    page.keyboard.press("s")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    for order, review in ((first, "cleared"), (second, "held"), (third, "rejected")):
        order.refresh_from_db()
        assert order.review == review
    assert second.snoozed_until is not None
    # "prank" was typed into the list of codes.
    assert third.decisions.get().code in {"fraud", "prank"}

    page.goto(f"{shop.url}/backoffice/orders/{second.number}/")
    look(page, "order")

    # The rail shows the room one is in, on a telephone and on a low desk, and can be moved from there.
    for width, height, rail in ((390, 800, ".rail"), (1440, 600, ".office-rail")):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{shop.url}/backoffice/audit/")
        current = page.locator(f"{rail} .rail__link[aria-current]")
        expect(current).to_be_in_viewport(ratio=1)
        current.evaluate("link => Promise.all(link.getAnimations().map((each) => each.finished))")
        page.locator(".rail__link").first.scroll_into_view_if_needed()
        expect(page.locator(".rail__link").first).to_be_in_viewport()
        expect(current).not_to_be_in_viewport(ratio=1)
