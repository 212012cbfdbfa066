"""The back office in a real browser: signing in as a person does, and no page that its strict policy breaks."""

import pytest
from playwright.sync_api import Page

from accounts.models import User
from shop.models import Category, Product, Variant
from tests.backoffice.conftest import NOW
from tests.live import StartShop

PASSWORD = "a long enough password"
OWN = (
    "",
    "orders/",
    "review/",
    "blocklist/",
    "traffic/",
    "second-looks/",
    "learning/",
    "accuracy/",
    "accuracy/weights/",
    "audit/",
    "search/?q=lamp",
)
ADMIN = ("shop/product/", "shop/product/add/", "checkout/coupon/add/", "accounts/user/", "auth/group/add/")


@pytest.fixture
def product(live_database: str) -> Product:
    """Return a product with a variant."""
    category = Category.objects.create(name="Lamps", slug="lamps")
    made = Product.objects.create(category=category, name="Brass lamp", slug="brass-lamp", created_at=NOW)
    Variant.objects.create(product=made, sku="LAMP-1", price_minor=4500, on_hand=3)
    return made


def test_an_owner_walks_through_every_kind_of_page(
    live_shop: StartShop, product: Product, page: Page
) -> None:
    owner = User.objects.create_superuser("ana@example.com", PASSWORD)
    shop = live_shop(environment={"BOTGUARD_MODE": "observe"})  # no person walks this fast
    trouble: list[str] = []
    page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))

    page.goto(f"{shop.url}/backoffice/orders/")
    page.get_by_label("Email").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url(f"{shop.url}/backoffice/orders/")

    rows = (
        f"shop/product/{product.pk}/change/",
        f"shop/product/{product.pk}/delete/",
        f"shop/product/{product.pk}/history/",
        f"accounts/user/{owner.pk}/change/",
        f"accounts/user/{owner.pk}/password/",
    )
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for path in (*OWN, *ADMIN, *rows):
            answer = page.goto(f"{shop.url}/backoffice/{path}")
            assert answer is not None
            assert answer.status == 200, path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert trouble == [], path


def test_a_coupon_is_made_and_an_address_blocked(live_shop: StartShop, page: Page) -> None:
    User.objects.create_superuser("ana@example.com", PASSWORD)
    shop = live_shop(environment={"BOTGUARD_MODE": "observe"})  # no person walks this fast
    page.goto(f"{shop.url}/account/login/?next=/backoffice/checkout/coupon/add/")
    page.get_by_label("Email").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.get_by_label("Code").fill("SPRING")
    page.get_by_label("Kind").select_option("percent")
    page.get_by_label("Value").fill("10")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/checkout/coupon/")
    assert page.get_by_role("link", name="SPRING").first.is_visible()

    page.goto(f"{shop.url}/backoffice/blocklist/")
    page.get_by_label("What to list").fill("203.0.113.9\n198.51.100.0/24")
    page.get_by_label("Reason", exact=True).fill("fake orders")
    page.get_by_role("button", name="Try it", exact=True).click()
    assert page.get_by_text("Nothing is saved yet").is_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.get_by_text("2 added").is_visible()
    assert page.get_by_role("link", name="198.51.100.0/24").is_visible()
