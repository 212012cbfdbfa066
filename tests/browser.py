"""The system's Chromium, driven by Playwright: `page` is a fresh, signed-out visitor."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
MISSING = (
    "Browser tests need Chromium or Chrome. Debian and Ubuntu: `sudo apt-get install chromium`; "
    "Fedora: `sudo dnf install chromium`; macOS: `brew install --cask chromium` or Google Chrome. "
    "Or set CHROMIUM to its path."
)
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
)


# The guidelines' rules up to AA. Only what fails is written down: the rest costs more than the checks themselves.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


# Colours on their way from one theme to the other belong to neither.
COME_TO_REST = """() => Promise.all(
    document.getAnimations()
        .filter(each => each.effect.getComputedTiming().endTime < 10_000)
        .map(each => each.finished.catch(() => null)))"""


def faults(page: Page) -> list[str]:
    """Return what axe holds against the page, and whether it scrolls sideways; axe is brought along once a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    page.evaluate(COME_TO_REST)
    found = page.evaluate("rules => axe.run(rules).then(told => told.violations)", RULES)
    told = [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        told.append("scrolls sideways")
    return told


def find_chromium() -> str | None:
    """Return the path of an installed Chromium or Chrome."""
    candidates = (os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), *MACOS)
    return next((path for path in candidates if path and Path(path).exists()), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless browser; without one the test is skipped, and fails in CI."""
    path = find_chromium()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code, and for which it
    # keeps other connections: those from before would stay open, and forbid copying the test database.
    connections.close_all()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Chromium's sandbox cannot be had as root.
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page of a new visitor; every wait ends after ten seconds."""
    # Its own name would give it away as a browser without a person.
    agent = AGENT.format(major=browser.version.partition(".")[0])
    with browser.new_context(
        user_agent=agent, locale="en-GB", viewport={"width": 1440, "height": 900}
    ) as context:
        context.set_default_timeout(10_000)
        yield context.new_page()
