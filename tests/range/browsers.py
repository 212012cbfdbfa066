"""People with a real browser, scripted by hand: tabs, the back button, reloads, a telephone, no scripts, by ear.

What gives a driven browser away is taken off, because a person's browser would not have it.
"""

from collections.abc import Callable
from contextlib import suppress
from random import Random
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests.browser import AGENT, ARGUMENTS, find_chromium
from tests.range.listener import Listener, NotHeard
from tests.range.people import Visit
from tests.range.relay import Relays

FIELDS = {
    "Phone": "030 901820",
    "Full name": "Ida Keyboard",
    "Street and number": "Hauptstr. 1",
    "Postcode": "10827",
    "City": "Berlin",
}

type Errand = Callable[[BrowserContext, Page, Random], bool]


def pause(page: Page, dice: Random, *, least: float = 1.0, most: float = 5.0) -> None:
    """Look at the page for a moment."""
    page.wait_for_timeout(1000 * dice.uniform(least, most))


def shelf(page: Page) -> None:
    """Open a category from the front page."""
    page.goto("/")
    page.locator('main a[href^="/c/"]').first.click()
    page.wait_for_load_state("domcontentloaded")


def tabs(context: BrowserContext, page: Page, dice: Random) -> bool:
    """Open eight products in tabs, one after another within seconds, then read them."""
    shelf(page)
    links = page.locator('main a[href^="/p/"]').evaluate_all("all => [...new Set(all.map(a => a.pathname))]")
    opened = []
    for link in links[:8]:
        tab = context.new_page()
        tab.goto(link)
        opened.append(tab)
        pause(page, dice, least=0.3, most=0.8)
    for tab in opened:
        tab.bring_to_front()
        pause(tab, dice)
    return all(tab.locator("h1").count() == 1 and "/p/" in tab.url for tab in opened)


def back_and_reload(context: BrowserContext, page: Page, dice: Random) -> bool:
    """Look at products one by one, always back to the list, and press reload a few times in between."""
    shelf(page)
    for place in range(8):
        page.locator('main a[href^="/p/"]').nth(place).click()
        pause(page, dice)
        page.go_back()
        if place % 3 == 0:
            page.reload()
            pause(page, dice, least=0.5, most=1.5)
    return page.locator('main a[href^="/p/"]').count() > 0


def window_shopping(context: BrowserContext, page: Page, dice: Random) -> bool:
    """Wander with thumbs or eyes only: lists, products, a search."""
    shelf(page)
    for word in ("lamp", "vase", "bowl"):
        page.goto(f"/search/?q={word}")
        pause(page, dice)
        page.locator('main a[href^="/p/"]').first.click()
        page.wait_for_load_state("domcontentloaded")
        pause(page, dice)
    return page.locator("h1").count() == 1


def by_ear(context: BrowserContext, page: Page, dice: Random) -> bool:
    """Buy by what a screen reader announces, from heading to heading, with Enter and typed text only."""
    page.goto("/")
    listener = Listener(page)
    listener.press("link", within=("main", "heading"))
    page.wait_for_url("**/c/**")
    pause(page, dice)
    listener.press("link", within=("main", "heading"))
    page.wait_for_url("**/p/**")
    pause(page, dice)
    listener.press("button", "Add to cart")
    page.wait_for_url("**/cart/")
    pause(page, dice)
    listener.press("link", "Go to checkout")
    # The proof runs by itself in the background, or is passed already.
    page.wait_for_url("**/checkout/", timeout=60_000)
    listener.type("E-mail", "ida.keyboard@example.com")
    for label, text in FIELDS.items():
        listener.type(label, text)
    listener.choose("Country", "Germany")
    listener.press("button", "Place the order")
    page.wait_for_url("**/received/", timeout=20_000)
    return listener.find("heading").name == "We have received your order"


ERRANDS: tuple[tuple[str, Errand, dict[str, object]], ...] = (
    ("many tabs", tabs, {}),
    ("back and reload", back_and_reload, {}),
    (
        "on a telephone",
        window_shopping,
        {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    ),
    ("without scripts", window_shopping, {"java_script_enabled": False}),
    ("by ear and keyboard", by_ear, {}),
)


def run(relays: Relays, *, seed: int) -> list[Visit]:
    """Send each of them once, one after another."""
    visits = []
    with sync_playwright() as playwright:
        hidden = "--disable-blink-features=AutomationControlled"
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=[*ARGUMENTS, "--no-sandbox", hidden]
        )
        for place, (kind, errand, options) in enumerate(ERRANDS):
            visit = Visit(kind=kind, address=f"127.0.98.{place + 1}", wanted_to_order=errand is by_ear)
            visits.append(visit)
            _go(browser, relays.url(visit.address), visit, errand, options, Random(seed))  # noqa: S311
        browser.close()
    return visits


def _go(
    browser: Browser, url: str, visit: Visit, errand: Errand, options: dict[str, object], dice: Random
) -> None:
    agent = AGENT.format(major=browser.version.partition(".")[0])
    context = browser.new_context(base_url=url, user_agent=agent, locale="en-GB", **options)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)

    def seen(response: object) -> None:
        status, kind = response.status, response.request.resource_type  # type: ignore[attr-defined]
        if kind != "document":
            return
        visit.pages += 1
        if status == 200 and urlsplit(response.url).path.startswith("/guard/"):  # type: ignore[attr-defined]
            visit.challenges += 1
        elif status in (403, 429, 503):
            with suppress(Error):
                is_challenge = 'action="/guard/' in response.text()  # type: ignore[attr-defined]
                visit.challenges += is_challenge
                visit.refusals += not is_challenge

    context.on("response", seen)
    try:
        done = errand(context, context.new_page(), dice)
        visit.has_ordered = done and visit.wanted_to_order
        if not done:
            visit.trouble.append(f"{visit.kind}: did not get there")
    except (Error, NotHeard) as error:
        visit.trouble.append(f"{visit.kind}: {str(error).splitlines()[0]}")
    finally:
        context.close()
