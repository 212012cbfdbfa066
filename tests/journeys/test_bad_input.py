"""Whatever is sent to a page: never an error of ours, nothing changed; what is wrong is said, what was typed stays."""

from html import unescape

import pytest
from pytest_django import Settings

from accounts.models import User
from checkout.models import Order
from tests.checkout.world import form_data
from tests.journeys.hostile import BODIES, LONG, Shop, everything, open_shop, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: Settings) -> Shop:
    """Open a shop whose guard watches only, so that everything reaches the doors behind it."""
    settings.BOTGUARD_MODE = "observe"
    return open_shop()


NUL = "Null characters are not allowed."
WHOLE = "Please give a whole number."
FEWER = "At most 99 of one thing."
MORE = "Please give a whole number from 1 up."
CHOICE = "Select a valid choice."
SUREST = "Enter a whole number."

CART: dict[str, str] = {"variant": "{lamp}", "quantity": "1"}
CHECKOUT = form_data(idempotency_key="k", expected_total="9800", note="Ring twice, bitte")
SIGN_UP = {"email": "new@example.com", "password1": "a long enough password"}

# Door, its fields as they should be, and per field what is sent instead and what is said about it.
FORMS: list[tuple[str, int, dict[str, str], str, str, str]] = [
    *(
        ("/cart/add/", 422, CART, "quantity", odd, said)
        for odd, said in (
            ("0", MORE),
            ("-1", MORE),
            ("-" + LONG, WHOLE),
            ("1.5", WHOLE),
            ("NaN", WHOLE),
            ("Infinity", WHOLE),
            ("1e999999", WHOLE),
            ("9" * 20, FEWER),
            (LONG, WHOLE),
            ("", "required"),
            ("\0", WHOLE),
            ("\ud800", WHOLE),
            ("[1]", WHOLE),
            ("true", WHOLE),
        )
    ),
    *(
        ("/cart/add/", 422, CART, "variant", odd, said)
        for odd, said in (
            ("0", "greater than or equal to 1"),
            ("-1", "greater than or equal to 1"),
            ("9" * 20, "less than or equal to"),
            (LONG, SUREST),
            ("NaN", SUREST),
            ("1e999999", SUREST),
            ("\0", SUREST),
            ("\ud800", SUREST),
            ("1 OR 1=1", SUREST),
        )
    ),
    *(
        ("/cart/change/", 422, CART, "quantity", odd, said)
        for odd, said in (
            ("-1", MORE),
            ("1.5", WHOLE),
            ("NaN", WHOLE),
            ("9" * 20, FEWER),
            (LONG, WHOLE),
            ("\0", WHOLE),
        )
    ),
    *(("/cart/change/", 422, CART | {"set": ""}, "set", odd, WHOLE) for odd in ("x", "1e9", "\0", LONG)),
    *(
        ("/cart/coupon/", 422, {"code": "TEN"}, "code", odd, said)
        for odd, said in (
            ("\0", NUL),
            ("x" * 41, "at most 40 characters"),
            ("\ud800", "We do not know this code."),
            ("🪔", "We do not know this code."),
            ("TEN' OR ''='", "We do not know this code."),
        )
    ),
    *(
        ("/checkout/", 422, CHECKOUT, field, "\0", NUL)
        for field in ("email", "phone", "name", "street", "city", "note")
    ),
    *(
        ("/checkout/", 422, CHECKOUT, "expected_total", odd, SUREST)
        for odd in ("NaN", "1e999999", "1.5", LONG, "\0")
    ),
    *(
        ("/checkout/", 422, CHECKOUT, field, odd, CHOICE)
        for field in ("country", "delivery", "payment")
        for odd in ("\0", "\ud800", LONG, "[]")
    ),
    ("/checkout/", 422, CHECKOUT, "expected_total", "-1", "greater than or equal to 0"),
    ("/checkout/", 422, CHECKOUT, "expected_total", "9" * 20, "less than or equal to"),
    ("/checkout/", 409, CHECKOUT, "expected_total", "1", "Nothing was ordered."),
    ("/checkout/", 422, CHECKOUT, "idempotency_key", "\0", NUL),
    ("/checkout/", 422, CHECKOUT, "idempotency_key", "k" * 81, "at most 80 characters"),
    ("/checkout/", 422, CHECKOUT, "phone", "\u202e030", "phone number"),
    *(
        ("/pay/sandbox/{payment}/", 422, {"choice": "pay"}, "choice", odd, "")
        for odd in ("", "\0", "captured", LONG)
    ),
    *(
        ("/guard/appeal/", 400, {"email": "a@example.com", "message": "Please"}, field, "\0", NUL)
        for field in ("email", "message")
    ),
    (
        "/guard/appeal/",
        400,
        {"email": "a@example.com", "message": "Please"},
        "message",
        "x" * 1001,
        "at most 1000 characters",
    ),
    *(
        ("/guard/proof/", 400, {"challenge": "A" * 75}, "challenge", odd, "That did not work.")
        for odd in ("\0", LONG, "")
    ),
    ("/guard/proof/", 403, {"challenge": "A" * 75}, "challenge", "\ud800", "That did not work."),
    ("/guard/proof/", 403, {"challenge": "A" * 75}, "solution", "NaN", "That did not work."),
    *(
        ("/account/login/", 200, {"login": "ada@example.com", "password": "x"}, "login", odd, said)
        for odd, said in (
            ("\0", NUL),
            ("\ud800", "valid email"),
            ("x" * 300 + "@example.com", "320"),
            ("' OR 1=1 --", "valid email"),
        )
    ),
    ("/account/login/", 200, {"login": "ada@example.com", "password": "x"}, "password", "\0", NUL),
    (
        "/account/login/",
        200,
        {"login": "ada@example.com", "password": "x"},
        "password",
        "\ud800",
        "are not correct",
    ),
    *(
        ("/account/signup/", 200, SIGN_UP, "email", odd, said)
        for odd, said in (
            ("\0", NUL),
            ("\ud800@example.com", "valid email"),
            ("x" * 300 + "@example.com", "at most 254 characters"),
        )
    ),
    ("/account/signup/", 200, SIGN_UP, "password1", "\0" * 12, NUL),
    ("/account/password/reset/", 200, {"email": "x"}, "email", "\0@example.com", NUL),
]


@pytest.mark.parametrize(
    ("path", "status", "fields", "field", "odd", "sentence"),
    [
        pytest.param(*row, id=f"{row[3]}={row[4][:12]!a}{'…' * (len(row[4]) > 12)} at {row[0]}")
        for row in FORMS
    ],
)
def test_a_form_says_what_it_cannot_read(
    shop: Shop, path: str, status: int, fields: dict[str, str], field: str, odd: str, sentence: str
) -> None:
    before = everything()
    sent = {name: shop.path(text) for name, text in fields.items()} | {field: odd}
    answer = send(shop, path, sent)
    assert answer.status_code == status
    shown = unescape(answer.content.decode())
    assert sentence in shown
    assert everything() == before
    if path in ("/checkout/", "/guard/appeal/"):
        kept = {
            name for name in sent if name not in (field, "expected_total", "country", "delivery", "payment")
        }
        assert [sent[name] for name in kept if sent[name] not in shown] == []


UNASKED = {
    "price": "1",
    "price_minor": "1",
    "total": "1",
    "total_minor": "1",
    "discount": "999999",
    "status": "completed",
    "review": "cleared",
    "payment_status": "paid",
    "is_staff": "on",
    "is_superuser": "on",
    "user": "1",
    "customer": "1",
    "id": "1",
}


def test_what_was_not_asked_for_is_not_taken(shop: Shop) -> None:
    added = send(shop, "/cart/add/", {"variant": str(shop.lamp.pk), "quantity": "1"} | UNASKED)
    assert added.status_code == 302
    answer = send(shop, "/checkout/", CHECKOUT | UNASKED | {"expected_total": "14700"})
    assert answer.status_code == 302
    order = Order.objects.exclude(token=shop.order).get()
    assert (order.total_minor, order.discount_minor, order.status) == (14_700, 0, "open")
    assert (order.payment_status, order.review, order.customer) == ("pending", "pending", None)
    assert send(shop, "/account/signup/", SIGN_UP | UNASKED).status_code == 302
    newcomer = User.objects.get(email="new@example.com")
    assert (newcomer.is_staff, newcomer.is_superuser, newcomer.groups.count()) == (False, False, 0)


ADDRESSES: list[tuple[str, int]] = [
    *(
        (f"/search/?q={odd}", 200)
        for odd in (
            "%00",
            "%ff%fe",
            "%ed%a0%80",
            "x" * 8_000,
            "%F0%9F%AA%94",
            "%E2%80%AE",
            "'",
            "a" + "%20%26" * 99,
            "&q=a&q=b",
            "%25%27%28%3A%2A%21%5C",
        )
    ),
    *(
        (f"/{where}/?page={odd}", 404)
        for where in ("search", "c/lamps")
        for odd in ("0", "-1", "1.5", "NaN", "1e9", LONG, "9" * 20, "%00", "%ff", "x", "%D9%A3")
    ),
    *(
        (f"/c/lamps/?price_from={odd}&price_to={odd}", 200)
        for odd in (
            "NaN",
            "-NaN",
            "sNaN",
            "Infinity",
            "1e999999",
            "-1",
            "0.001",
            LONG,
            "9" * 20,
            "%00",
            "%ff",
            "x",
        )
    ),
    *(
        (f"/c/lamps/?{odd}", 200)
        for odd in (
            "sort=%00",
            "sort=evil&sort=price",
            "in_stock=%00",
            "with-%00=%00",
            "with-a=" + "&with-a=".join("xyz"),
            "price_from[]=1",
            "with-" + "x" * 5_000 + "=1",
            "&".join(f"with-a{n}=1" for n in range(500)),
        )
    ),
    *(
        (f"/p/lamp/?variant={odd}", 404)
        for odd in ("%00", "%ff", "%ed%a0%80", LONG, "-1", "NaN", "LAMP&variant=%00", "../..")
    ),
    *(
        (path, 404)
        for path in (
            "/c/%00/",
            "/p/%00/",
            "/p/%ff/",
            "/p/%ed%a0%80/",
            "/p/" + "x" * 5_000 + "/",
            "/p/%2e%2e/",
            "/p/..%2f..%2fetc/",
            "/orders/%00/",
            "/orders/%2e%2e/",
            f"/orders/{'x' * 5_000}/",
            "/pay/sandbox/%00/",
            "/pay/back/%ff/",
            "/pages/%00/",
            "/sitemap-%00.xml",
            "/sitemap-never.xml",
            "/%ff",
            "/%00",
            "/%0d%0aSet-Cookie:%20x=y",
            "/media/%00",
            "/media/" + "x" * 5_000,
            "/media/" + "x" * 201,
            "/static/" + "x" * 5_000,
            "/static/%00",
            "/static/%2e%2e/manage.py",
        )
    ),
    ("/sitemap-products.xml?p=NaN", 404),
    *((f"/media/{odd}", 400) for odd in ("%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd")),
    *((f"/guard/proof/?next={odd}", 200) for odd in ("%00", "%ff", "//evil.example", "x" * 5_000)),
    *((f"/account/login/?next={odd}", 200) for odd in ("%00", "%ff", "%0d%0aX-Evil:1")),
    ("/?" + "&".join(f"f{n}=1" for n in range(1_001)), 200),
]


@pytest.mark.parametrize(("path", "status"), [pytest.param(*row, id=ascii(row[0][:60])) for row in ADDRESSES])
def test_an_address_of_nonsense_is_answered_calmly(shop: Shop, path: str, status: int) -> None:
    before = everything()
    answer = shop.client.get(path)
    assert answer.status_code == status
    assert everything() == before


PAGES = (
    "/cart/add/",
    "/cart/change/",
    "/checkout/",
    "/pay/sandbox/{payment}/",
    "/webhooks/payments/sandbox/",
    "/webhooks/payments/never/",
    "/guard/proof/",
    "/guard/appeal/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("body", BODIES)
def test_a_body_of_nonsense_changes_nothing(shop: Shop, path: str, body: str) -> None:
    before = everything()
    kind, raw = BODIES[body]
    answer = shop.client.generic("POST", shop.path(path), raw, content_type=kind)
    # Accounts' pages show the empty form again.
    assert 400 <= answer.status_code < 500 or (answer.status_code == 200 and path.startswith("/account/"))
    assert everything() == before
