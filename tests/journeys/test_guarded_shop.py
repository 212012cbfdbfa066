"""A person with a browser passes the proof at a shop of real processes."""

from playwright.sync_api import Page, expect

from tests.live import StartShop


def test_a_browser_does_the_work_and_goes_on_to_the_checkout(live_shop: StartShop, page: Page) -> None:
    shop = live_shop()
    violations: list[str] = []
    page.on(
        "console",
        lambda line: violations.append(f"{line.text} {line.location}") if line.type == "error" else None,
    )
    page.goto(f"{shop.url}/guard/proof/?next=/pages/about/")
    expect(page).to_have_url(f"{shop.url}/pages/about/", timeout=15_000)
    assert violations == []
    # The key opens the checkout now: it is not the proof page that answers.
    assert "/guard/proof/" not in page.goto(f"{shop.url}/checkout/").url  # type: ignore[union-attr] # a page answers
