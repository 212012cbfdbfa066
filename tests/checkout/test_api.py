"""The API sells through the same doors, and answers everything it cannot read with a problem, never with a 500."""

import json
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from checkout.models import Cart, CartLine, Coupon, Order
from shop.models import Variant
from tests.checkout.world import form_data, stock_of, variant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _guard(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "observe"
    settings.BOTGUARD_WATCH = False


def send(
    client: Client, path: str, body: object = None, *, method: str = "post", key: str = ""
) -> HttpResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Idempotency-Key": key} if key else {}
    return client.generic(method.upper(), path, raw, content_type="application/json", headers=headers)


def filled(client: Client, *, units: int = 1, delivery: str = "standard") -> dict[str, object]:
    """Fill a cart and return a body that places it."""
    lamp = Variant.objects.first() or variant(price=4900, stock=5)
    cart = send(client, "/api/v1/carts/").json()["id"]
    added = send(client, f"/api/v1/carts/{cart}/lines/", {"variant": lamp.pk, "quantity": units})
    assert added.status_code == 201
    priced = client.get(f"/api/v1/carts/{cart}/?delivery={delivery}").json()
    fields = form_data()
    del fields["street2"], fields["region"], fields["note"]
    return {
        **fields,
        "cart": cart,
        "delivery": delivery,
        "expected_total": priced["totals"]["total"]["minor"],
    }


def assert_problem(answer: HttpResponse, status: int) -> dict[str, object]:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    body: dict[str, object] = json.loads(answer.content)
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status
    return body


def test_an_order_is_placed_once_a_key(client: Client) -> None:
    body = filled(client, units=2)
    first = send(client, "/api/v1/checkout/", body, key="k1")
    assert first.status_code == 201
    again = send(client, "/api/v1/checkout/", body, key="k1")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    order = Order.objects.get()
    assert (order.total_minor, order.token) == (9_800, first.json()["token"])
    other = assert_problem(send(client, "/api/v1/checkout/", {**body, "note": "x"}, key="k1"), 422)
    assert other["type"] == "urn:latchkey:problem:key-reused"
    shown = client.get(f"/api/v1/orders/{order.token}/").json()
    assert (shown["status"], shown["total"]) == ("received", {"minor": 9_800, "currency": "EUR"})
    # Of what the shop thinks of the order, nothing is shown.
    assert not {"review", "payment_status", "fulfilment", "id"} & set(shown)


def test_a_changed_total_comes_with_the_new_totals(client: Client) -> None:
    body = filled(client)
    Variant.objects.update(price_minor=5000)
    told = assert_problem(send(client, "/api/v1/checkout/", body, key="k"), 409)
    assert told["type"] == "urn:latchkey:problem:total-changed"
    assert told["difference_minor"] == 100
    assert told["totals"]["total"] == {"minor": 5490, "currency": "EUR"}  # type: ignore[index]  # JSON
    assert Order.objects.count() == 0


def test_what_is_short_is_named(client: Client) -> None:
    body = filled(client, units=3)
    lamp = Variant.objects.get()
    send(client, "/api/v1/checkout/", filled(client, units=4), key="other")
    told = assert_problem(send(client, "/api/v1/checkout/", body, key="k"), 409)
    assert told["missing"] == [{"variant": lamp.pk, "wanted": 3, "available": 1}]
    assert stock_of(lamp.pk) == (5, 4)


def test_a_coupon_that_ran_out_meanwhile_is_told(client: Client) -> None:
    coupon = Coupon.objects.create(code="TEN", kind="percent", value=10, limit=1)
    body = filled(client)
    path = f"/api/v1/carts/{body['cart']}/coupon/"
    assert assert_problem(send(client, path, {"code": "x"}, method="put"), 400)["errors"] == [
        {"pointer": "/code", "detail": "We do not know this code. Please check its spelling."}
    ]
    priced = send(client, path, {"code": "ten"}, method="put").json()
    assert priced["totals"]["discount"]["minor"] == 490
    Coupon.objects.filter(pk=coupon.pk).update(used=1)
    told = assert_problem(send(client, "/api/v1/checkout/", body, key="k"), 409)
    assert told["detail"] == "This code has been used up."


def test_a_card_order_says_where_to_pay(client: Client) -> None:
    placed = send(client, "/api/v1/checkout/", {**filled(client), "payment": "card"}, key="k").json()
    reference = Order.objects.get().payments.get().reference
    assert placed["payment_url"].endswith(f"/pay/sandbox/{reference}/")


def test_orders_are_listed_to_their_customer_alone(client: Client) -> None:
    assert_problem(client.get("/api/v1/orders/"), 403)
    client.force_login(User.objects.create_user("ada@example.com"))
    send(client, "/api/v1/checkout/", filled(client), key="k")
    assert client.get("/api/v1/orders/").json()["count"] == 1
    client.force_login(User.objects.create_user("bob@example.com"))
    assert client.get("/api/v1/orders/").json() == {"count": 0, "results": []}
    assert_problem(client.get("/api/v1/orders/?page=0"), 400)
    assert_problem(client.get("/api/v1/orders/unknown/"), 404)


DEEP = b"[" * 100_000 + b"]" * 100_000
HUGE = 10**30


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="half an object"),
        pytest.param(b"\xff\xfe", id="not UTF-8"),
        pytest.param(DEEP, id="JSON 100,000 deep"),
        pytest.param(b'{"variant": 1, "quantity": NaN}', id="a quantity that is no number"),
        pytest.param(b'{"variant": 1, "quantity": Infinity}', id="an endless quantity"),
        pytest.param(b'{"variant": 1, "quantity": 1e999999}', id="a quantity beyond floats"),
        pytest.param(b'{"variant": 1, "quantity": ' + b"9" * 5000 + b"}", id="a quantity of 5,000 digits"),
        pytest.param([1, 2], id="an array for an object"),
        pytest.param("text", id="a string for an object"),
        pytest.param(None, id="null for an object"),
        *(
            pytest.param({"variant": 1, "quantity": odd}, id=f"a quantity of {odd!r}")
            for odd in (0, -1, 1.5, "2", True, None, [1], {}, 100, HUGE)
        ),
        *(
            pytest.param({"variant": odd, "quantity": 1}, id=f"a variant of {odd!r}")
            for odd in (0, -1, 1.5, "x", "\0", True, None, [1], 999_999, HUGE)
        ),
    ],
)
def test_nothing_odd_gets_into_a_cart(client: Client, body: object) -> None:
    variant(stock=5)
    cart = send(client, "/api/v1/carts/").json()["id"]
    assert_problem(send(client, f"/api/v1/carts/{cart}/lines/", body), 400)
    assert CartLine.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "odd"),
    [
        *(("name", odd) for odd in ("\0", "\ud800", "", "x" * 121, 5.5e300, ["x"], {"a": 1}, None, True)),
        *(("note", odd) for odd in ("a\0b", "\udfff", "x" * 501)),
        *(("email", odd) for odd in ("nobody", "a@b", "\ud800@example.com", "a" * 300 + "@example.com", 1)),
        *(("phone", odd) for odd in ("12", "\0", "no number", "+" * 30, "9" * 31)),
        *(("country", odd) for odd in ("US", "de", "", ["DE"], {"a": "DE"}, "\ud800")),
        *(("postcode", odd) for odd in ("1", "", "\0")),
        *(("delivery", odd) for odd in ("teleport", "", "\0", "\ud800", 1)),
        *(("payment", odd) for odd in ("shells", "", None)),
        *(("expected_total", odd) for odd in (-1, 1.0, "5390", True, None, HUGE)),
        *(("cart", odd) for odd in ("", "x", "0c8f1a34-0000-4000-8000-000000000000", 5, None, "\0")),
    ],
)
def test_nothing_odd_becomes_an_order(client: Client, field: str, odd: object) -> None:
    body = filled(client)
    told = assert_problem(send(client, "/api/v1/checkout/", {**body, field: odd}, key="k"), 400)
    assert f'"/{field}' in json.dumps(told["errors"])
    assert Order.objects.count() == 0
    assert stock_of(Variant.objects.get().pk) == (5, 0)


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_is_needed(client: Client, key: str) -> None:
    assert_problem(send(client, "/api/v1/checkout/", filled(client), key=key), 400)
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    "text",
    ["ادا", "𝔸𝕕𝕒 🪔", "\u202eada", "<script>alert(1)</script>"],
    ids=["Arabic", "four bytes", "right to left", "a tag"],
)
def test_names_of_people_are_kept_as_they_are_and_shown_as_text(client: Client, text: str) -> None:
    placed = send(client, "/api/v1/checkout/", {**filled(client), "name": text}, key="k")
    assert placed.status_code == 201
    assert Order.objects.get().name == text
    page = client.get(f"/orders/{placed.json()['token']}/").content.decode()
    assert "<script>alert" not in page


def test_unknown_doors_and_methods_are_problems(client: Client) -> None:
    cart = uuid4()
    assert_problem(client.get(f"/api/v1/carts/{cart}/"), 404)
    assert_problem(send(client, f"/api/v1/carts/{cart}/lines/1/", {"quantity": 1}, method="put"), 404)
    assert_problem(send(client, f"/api/v1/carts/{cart}/lines/{HUGE}/", method="delete"), 404)
    assert_problem(client.get("/api/v1/checkout/"), 405)
    odd = client.post("/api/v1/checkout/", "a", content_type="text/plain", headers={"Idempotency-Key": "k"})
    assert_problem(odd, 415)
    assert Cart.objects.count() == 0


def test_a_body_above_the_limit_is_refused(client: Client) -> None:
    cart = send(client, "/api/v1/carts/").json()["id"]
    big = b'{"code": "' + b"x" * 3_000_000 + b'"}'
    answer = send(client, f"/api/v1/carts/{cart}/coupon/", big, method="put")
    assert 400 <= answer.status_code < 500


def test_the_schema_describes_every_door(client: Client) -> None:
    answer = client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    paths = set(json.loads(answer.content)["paths"])
    assert {
        "/api/v1/checkout/",
        "/api/v1/orders/",
        "/api/v1/orders/{token}/",
        "/api/v1/carts/{cart_id}/",
    } <= paths
