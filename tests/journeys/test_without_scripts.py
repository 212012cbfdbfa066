"""Somebody whose browser runs no scripts buys a lamp: by links, forms, ten seconds of patience, and nothing else."""

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from shutil import which
from urllib.parse import urlencode, urlsplit

import pytest
import time_machine
from django.conf import settings as shop_settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils.module_loading import import_string
from pytest_django import Settings

from botguard import counters
from botguard.queries import snapshot
from checkout.models import Coupon, Order
from outbox.models import Message
from tests.checkout.world import ADA, form_data, stock_of, variant
from tests.journeys.no_script import NoScriptBrowser
from tests.live import StartShop

NOW = 1_780_000_000.0
LYNX = {
    "User-Agent": "Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.9",
    "Accept": "text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01",
    "Accept-Language": "en",
}
FIREFOX = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.7",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
}


@pytest.fixture(autouse=True)
def _fresh_guard(settings: Settings) -> Iterator[None]:
    settings.BOTGUARD_STORE_CLOCK = False
    counters.memory.clear()
    snapshot.forget()
    yield
    counters.memory.clear()


def by_django(client: Client) -> Callable[[str, Mapping[str, str] | None], tuple[str, str]]:
    """Return how a page is fetched from Django's test client, which checks form tokens and follows redirects."""

    def fetch(path: str, sent: Mapping[str, str] | None) -> tuple[str, str]:
        answer: HttpResponse = client.get(path) if sent is None else client.post(path, sent)
        if answer.status_code in (301, 302, 303):
            return fetch(answer["Location"], None)
        return answer.request["PATH_INFO"], answer.content.decode()  # type: ignore[attr-defined]  # the test client's

    return fetch


def walk_to_the_proof(browser: NoScriptBrowser) -> None:
    """Find a lamp, put two in the cart, and go to the checkout."""
    browser.open("/")
    browser.follow("Lamps")
    browser.follow("Lamp LAMP")
    browser.press("Add to cart")
    assert "Your cart" in browser.page.text
    browser.press("One more")
    browser.press("Apply", code="nonsense")
    assert "We do not know this code." in browser.page.text
    browser.press("Apply", code="ten")
    assert "€88.20" in browser.page.text
    browser.follow("Go to checkout")


def order(browser: NoScriptBrowser) -> None:
    """Fill the checkout in, wrongly first, and place the order."""
    typed = {name: text for name, text in form_data(delivery="express").items() if text}
    browser.press("Update totals", delivery="express")
    assert "€98.10" in browser.page.text
    browser.press("Place the order", **typed | {"email": "nobody"})
    assert "Enter a valid email address." in browser.page.text
    assert browser.page.forms[-1].values["city"] == ADA.city
    browser.press("Place the order", email=ADA.email)
    assert "We have received your order" in browser.page.text


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [LYNX, FIREFOX], ids=["lynx", "a browser with scripts off"])
def test_a_whole_purchase_without_scripts(headers: dict[str, str]) -> None:
    lamp = variant("LAMP", price=4900, stock=3)
    Coupon.objects.create(code="TEN", kind="percent", value=10)
    client = Client(headers=headers, REMOTE_ADDR="198.51.100.7", enforce_csrf_checks=True)
    browser = NoScriptBrowser(by_django(client))
    with time_machine.travel(NOW, tick=False) as clock:
        walk_to_the_proof(browser)
        assert "Please wait 10 seconds, then answer this small question." in browser.page.text
        # Too early, and then wrong: each time with a sentence, a new question, and a way on.
        browser.press("Go on", answer=browser.answer())
        assert "That was quicker than ten seconds." in browser.page.text
        clock.shift(10)
        browser.press("Go on", answer="beep")
        assert "That is not the answer we were looking for." in browser.page.text
        clock.shift(10)
        browser.press("Go on", answer=f" {browser.answer().upper()}. ")
        assert browser.address == "/checkout/"
        clock.shift(40)
        order(browser)
        placed = Order.objects.get()
        assert (placed.total_minor, placed.visit["visit"]["proof"]) == (9_810, "patience")
        assert stock_of(lamp.pk) == (3, 2)
        work()
        placed.refresh_from_db()
        assert (placed.status, placed.review) in {("open", "cleared"), ("open", "held")}
        assert [letter.to for letter in mail.outbox] == [[ADA.email]]
        # The link in the mail shows the order to a browser that was never here.
        link = next(word for word in mail.outbox[0].body.split() if f"/orders/{placed.token}/" in word)
        other = NoScriptBrowser(by_django(Client(headers=headers, REMOTE_ADDR="203.0.113.5")))
        other.open(urlsplit(link).path)
        assert placed.number in other.page.text


def work() -> None:
    """Do what the relay and the worker do."""
    for message in Message.objects.order_by("pk"):
        for name in shop_settings.OUTBOX_ROUTES[message.topic]:
            import_string(name)(message.pk, message.payload)


def by_lynx(url: str, folder: Path) -> Callable[[str, Mapping[str, str] | None], tuple[str, str]]:
    """Return how a page is fetched by lynx itself, which keeps its cookies in a file and follows redirects."""
    settings, cookies = folder / "lynx.cfg", folder / "cookies"
    settings.write_text("ACCEPT_ALL_COOKIES:TRUE\nPERSISTENT_COOKIES:TRUE\n")
    command = [
        "lynx",
        "-source",
        f"-cfg={settings}",
        f"-cookie_file={cookies}",
        f"-cookie_save_file={cookies}",
    ]

    def fetch(path: str, sent: Mapping[str, str] | None) -> tuple[str, str]:
        posting = [] if sent is None else ["-post_data"]
        body = "" if sent is None else f"{urlencode(sent)}\n---\n"
        done = subprocess.run(
            [*command, *posting, url + path],
            input=body,
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        return path, done.stdout

    return fetch


@pytest.mark.skipif(which("lynx") is None, reason="needs lynx: `sudo apt-get install lynx`")
def test_lynx_buys(live_shop: StartShop, tmp_path: Path) -> None:
    variant("LAMP", price=4900, stock=3)
    Coupon.objects.create(code="TEN", kind="percent", value=10)
    # Ten seconds are tested above; here nobody needs to wait for them.
    policy = tmp_path / "policy.toml"
    usual = Path(shop_settings.BOTGUARD_POLICY).read_text()
    policy.write_text(usual.replace("patience_seconds = 10", "patience_seconds = 1"))
    shop = live_shop(environment={"BOTGUARD_POLICY": str(policy)})
    browser = NoScriptBrowser(by_lynx(shop.url, tmp_path))
    walk_to_the_proof(browser)
    assert "Please wait 1 second, then" in browser.page.text
    time.sleep(1.1)
    browser.press("Go on", answer=browser.answer())
    order(browser)
    placed = Order.objects.get()
    assert (placed.total_minor, placed.visit["visit"]["proof"]) == (9_810, "patience")
    # What lynx draws of the way in: nothing that waits for a script.
    drawn = subprocess.run(
        ["lynx", "-dump", "-nolist", f"{shop.url}/guard/proof/"],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout
    assert "Please wait 1 second, then answer this small question." in drawn
    assert "Working" not in drawn
