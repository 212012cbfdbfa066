"""People choose how to prove themselves, in a real browser; and a challenge opens one door, however many push."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings as shop_settings
from playwright.sync_api import Browser, Page, expect

from outbox.models import Message
from tests.botguard.visitors import FIREFOX, answers, posed, solve
from tests.live import StartShop

AT_ONCE = 50
TRIES = 200


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing: where a proof leads is what we want to see."""


def tried(url: str, body: bytes) -> int:
    """Send a proof and return the status."""
    opener = urllib.request.build_opener(_Stay)
    request = urllib.request.Request(url, data=body, headers={"User-Agent": FIREFOX})  # noqa: S310  # loopback
    try:
        return int(opener.open(request, timeout=60).status)
    except urllib.error.HTTPError as answer:
        return answer.code


def test_two_hundred_tries_over_two_processes_redeem_a_challenge_once(live_shop: StartShop) -> None:
    shop = live_shop(web_workers=2)
    url = f"{shop.url}/guard/proof/"
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310  # loopback
        found = posed(answer.read().decode())
    solution = solve(found["challenge"], puzzles=int(found["puzzles"]), bits=int(found["bits"]))
    sent = {"challenge": found["challenge"], "solution": solution, "next": "/"}
    body = urllib.parse.urlencode(sent).encode()
    gate = Barrier(AT_ONCE)

    def push(number: int) -> int:
        if number < AT_ONCE:
            gate.wait(60)
        return tried(url, body)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = Counter(pool.map(push, range(TRIES)))
    assert outcomes == {303: 1, 403: TRIES - 1}


@pytest.fixture
def patient(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which nobody needs to wait ten seconds."""
    policy = tmp_path / "policy.toml"
    usual = Path(shop_settings.BOTGUARD_POLICY).read_text()
    policy.write_text(usual.replace("patience_seconds = 10", "patience_seconds = 1"))
    return {"BOTGUARD_POLICY": str(policy)}


def proof_of(page: Page) -> str:
    """Return the challenge a page shows."""
    return page.locator("input[name=challenge]").first.input_value()


def test_a_person_counts_beeps(live_shop: StartShop, page: Page, patient: dict[str, str]) -> None:
    shop = live_shop(environment=patient)
    told: list[str] = []
    page.on("console", lambda line: told.append(line.text) if line.type == "error" else None)
    page.goto(f"{shop.url}/guard/proof/?next=/pages/about/&way=question")
    page.get_by_role("link", name="Count some beeps").click()
    sound = page.locator("audio")
    page.wait_for_function("() => document.querySelector('audio').duration > 3")
    assert sound.evaluate("player => player.error") is None
    page.get_by_label("How many beeps has each group?").fill(answers(proof_of(page))[1])
    page.wait_for_timeout(1_100)
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(f"{shop.url}/pages/about/")
    assert told == []


def test_a_person_follows_a_mailed_link(live_shop: StartShop, page: Page, patient: dict[str, str]) -> None:
    shop = live_shop(environment=patient)
    page.goto(f"{shop.url}/guard/proof/?next=/pages/about/&way=mail")
    page.get_by_label("Your e-mail address").fill("ada@example.com")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    text = str(Message.objects.get(topic="mail").payload["text"])
    page.goto(next(word for word in text.split() if "/guard/mail/" in word))
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(f"{shop.url}/pages/about/")


def test_another_providers_box_draws_itself_where_it_was_chosen(live_shop: StartShop, page: Page) -> None:
    """The provider's script may run on this page, under this page's policy, and fills its field."""
    shop = live_shop(
        environment={"CAPTCHA": "turnstile", "CAPTCHA_SITE_KEY": "site", "CAPTCHA_SECRET": "secret"}
    )
    script = """for (const box of document.querySelectorAll('.cf-turnstile')) {
      const field = document.createElement('input'); field.name = 'cf-turnstile-response';
      field.value = box.dataset.sitekey + ' ' + box.dataset.cdata; box.append(field); }"""
    asked: list[str] = []

    def fulfil(route: object) -> None:
        asked.append(route.request.url)  # type: ignore[attr-defined]  # Playwright's
        route.fulfill(content_type="text/javascript", body=script)  # type: ignore[attr-defined]  # Playwright's

    page.route(re.compile("^https://"), fulfil)
    told: list[str] = []
    page.on("console", lambda line: told.append(line.text) if line.type == "error" else None)
    page.goto(f"{shop.url}/guard/proof/?next=/pages/about/&way=question")
    assert asked == []
    page.get_by_role("link", name="Use another provider’s check").click()
    expect(page.locator("input[name=cf-turnstile-response]")).to_have_value(
        f"site {page.locator('.cf-turnstile').get_attribute('data-cdata')}"
    )
    assert asked == ["https://challenges.cloudflare.com/turnstile/v0/api.js"]
    assert told == []


def test_a_browser_that_keeps_cookies_passes_softly_and_without_scripts(
    live_shop: StartShop, browser: Browser, tmp_path: Path
) -> None:
    """Somebody on a suspected network sees the page asked for, a blink later."""
    policy = tmp_path / "policy.toml"
    usual = Path(shop_settings.BOTGUARD_POLICY).read_text()
    policy.write_text(usual.replace("slow = 0\nsoft = 25", "slow = -900\nsoft = -800"))
    shop = live_shop(environment={"BOTGUARD_POLICY": str(policy)})
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{shop.url}/pages/about/")
        expect(page.get_by_role("heading", level=1)).not_to_have_text("One moment")
        assert page.url == f"{shop.url}/pages/about/"
        answer = page.goto(f"{shop.url}/search/?q=lamp")
        assert answer is not None
        assert answer.status == 200
