"""What browsers are told on every kind of page, and what cookies are made of where it counts."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from botguard import counters
from botguard.queries import snapshot
from checkout.models import Order
from tests.botguard.visitors import open_checkout, person
from tests.journeys.hostile import Shop, open_shop

pytestmark = pytest.mark.django_db
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
REFERRERS = {"strict-origin-when-cross-origin", "same-origin", "no-referrer"}
# Everything a page may load; a nonce is added where one is used.
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>", re.IGNORECASE)
INLINE = re.compile(r"<[^>]+\s(?:on[a-z]+|style|hx-on[:-][^=]*)\s*=", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _fresh_guard() -> Iterator[None]:
    counters.memory.clear()
    snapshot.forget()
    yield
    counters.memory.clear()
    snapshot.forget()


@pytest.fixture
def shop(settings: Settings) -> Shop:
    """Open a shop that is guarded in earnest, to a person who has proved to be one."""
    settings.BOTGUARD_MODE = "observe"
    shop = open_shop()
    settings.BOTGUARD_MODE = "enforce"
    browser = person()
    browser.raise_request_exception = False
    browser.cookies["cart"] = shop.client.cookies["cart"].value
    open_checkout(browser)
    return Shop(client=browser, lamp=shop.lamp, cart=shop.cart, order=shop.order, payment=shop.payment)


def sealed(answer: HttpResponse) -> None:
    """Check all that holds for every answer."""
    for name, value in ALWAYS.items():
        assert answer[name] == value
    assert answer["Referrer-Policy"] in REFERRERS
    policy = answer["Content-Security-Policy"]
    nonces = set(re.findall(r" 'nonce-([^']{16,})'", policy))
    assert {part.strip() for part in re.sub(r" 'nonce-[^']*'", "", policy).split(";")} == POLICY
    page = answer.content.decode() if answer["Content-Type"].startswith("text/html") else ""
    assert INLINE.findall(page) == []
    assert "javascript:" not in page
    assert "<style" not in page
    for script in SCRIPT.finditer(page):
        nonce = re.search(r'nonce="([^"]+)"', script["attributes"])
        assert nonce[1] in nonces if nonce else "src=" in script["attributes"], script[0]


PAGES: list[tuple[str, int]] = [
    ("/", 200),
    ("/c/lamps/", 200),
    ("/p/lamp/", 200),
    ("/search/?q=lamp", 200),
    ("/pages/about/", 200),
    ("/cart/", 200),
    ("/checkout/", 200),
    ("/orders/{order}/", 200),
    ("/orders/{order}/received/", 200),
    ("/orders/confirm/nonsense/", 410),
    ("/pay/sandbox/{payment}/", 200),
    ("/guard/appeal/", 200),
    ("/account/login/", 200),
    ("/account/signup/", 200),
    ("/account/password/reset/", 200),
    ("/account/orders/", 302),
    ("/nowhere/", 404),
    ("/p/%00/", 404),
    ("/robots.txt", 200),
    ("/sitemap.xml", 200),
    ("/healthz", 200),
    ("/api/v1/products/", 200),
    ("/api/v1/orders/", 403),
    ("/api/v1/nowhere/", 404),
    ("/api/v1/schema/", 200),
    ("/backoffice/", 302),
]


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_every_page_is_sealed(shop: Shop, path: str, status: int) -> None:
    answer = shop.client.get(shop.path(path), headers={"Accept": "*/*"})
    assert answer.status_code == status
    sealed(answer)


def test_refusals_and_faults_are_sealed_too(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    strangers = person(address="203.0.113.50")
    unproved = strangers.get("/guard/proof/")
    posted = strangers.post("/checkout/")
    csrf = Client(enforce_csrf_checks=True).post("/cart/add/")
    host = Client(headers={"Host": "evil.example"}).get("/")
    too_many = shop.client.post("/cart/add/", {f"f{number}": "1" for number in range(1_001)})
    invalid = shop.client.post("/checkout/", {})
    trapped = person(address="203.0.113.51").get("/collections/archive/")
    monkeypatch.setattr("shop.queries.new_tiles", None)
    broken = shop.client.get("/")
    answers = (unproved, posted, csrf, host, too_many, invalid, trapped, broken)
    assert [answer.status_code for answer in answers] == [200, 403, 403, 400, 400, 422, 403, 500]
    for answer in answers:
        sealed(answer)


def test_the_back_office_is_sealed(shop: Shop) -> None:
    staff = person(address="203.0.113.52")
    staff.force_login(User.objects.create_superuser("owner@example.com", "a long enough password"))
    number = Order.objects.get().number
    paths = [
        "",
        "orders/",
        f"orders/{number}/",
        "review/",
        "blocklist/",
        "traffic/",
        "audit/",
        "search/?q=lamp",
        "shop/product/",
        "shop/product/add/",
        f"shop/product/{shop.lamp.product_id}/change/",
        f"shop/product/{shop.lamp.product_id}/delete/",
        f"shop/product/{shop.lamp.product_id}/history/",
        "checkout/coupon/add/",
        "accounts/user/",
        "nowhere/",
    ]
    for path in paths:
        answer = staff.get(f"/backoffice/{path}")
        assert answer.status_code == (404 if path == "nowhere/" else 200), path
        sealed(answer)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("/", False),
        ("/c/lamps/", False),
        ("/p/lamp/", False),
        ("/pages/about/", False),
        ("/cart/", True),
        ("/checkout/", True),
        ("/search/?q=lamp", True),
        ("/orders/{order}/", True),
        ("/orders/{order}/received/", True),
        ("/pay/sandbox/{payment}/", True),
        ("/account/login/", True),
        ("/account/orders/", True),
        ("/guard/proof/", True),
        ("/guard/appeal/", True),
        ("/api/v1/orders/{order}/", True),
        ("/backoffice/", True),
    ],
)
def test_search_engines_are_kept_out_of_private_rooms(shop: Shop, path: str, room: bool) -> None:
    path = shop.path(path)
    assert shop.client.get(path).get("X-Robots-Tag") == ("noindex, nofollow" if room else None)
    forbidden = re.findall(
        r"^Disallow: (\S+)$", shop.client.get("/robots.txt").content.decode(), re.MULTILINE
    )
    assert any(path.startswith(prefix) for prefix in forbidden) is room


PRODUCTION = """
import json, django
django.setup(set_prefix=False)
from types import SimpleNamespace
from uuid import UUID
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from accounts.responses import remember_device
from botguard.engine import key
from botguard.engine.address import parse_address
from botguard.responses import give_key
from checkout.http import give_cart

response = HttpResponse()
give_cart(response, UUID(int=1))
give_key(response, key.cut(bytes(16), address=parse_address("192.0.2.1"), agent="", now=1), is_api=False)
remember_device(HttpRequest(), response, login="ada@example.com")
storage = CookieStorage(HttpRequest())
storage.add(20, "Hello")
storage.update(response)
flags = ("secure", "httponly", "samesite", "path", "domain")
found = {name: [morsel[flag] for flag in flags] for name, morsel in response.cookies.items()}
for kind in ("SESSION", "CSRF"):
    values = [getattr(settings, f"{kind}_COOKIE_{flag.upper()}") for flag in flags]
    found[getattr(settings, f"{kind}_COOKIE_NAME")] = [value or "" for value in values]
print(json.dumps(found))
"""


def test_in_production_every_cookie_is_locked_to_the_shop() -> None:
    environment = {
        **os.environ,
        "LATCHKEY_ENV": "production",
        "SECRET_KEY": "x" * 60,
        "SHOP_URL": "https://shop.example",
        "ALLOWED_HOSTS": "shop.example",
        "SHOP_EMAIL": "hello@shop.example",
        "SHOP_IBAN": "DE89370400440532013000",
        "EMAIL_HOST": "mail.shop.example",
        "DJANGO_SETTINGS_MODULE": "settings.base",
    }
    done = subprocess.run(
        [sys.executable, "-c", PRODUCTION], env=environment, capture_output=True, text=True, check=True
    )
    cookies = json.loads(done.stdout.splitlines()[-1])
    names = {"__Host-session", "__Host-csrf", "__Host-cart", "__Host-key", "__Host-device", "messages"}
    assert set(cookies) == names
    for name, flags in cookies.items():
        assert flags == [True, True, "Lax", "/", ""], name
