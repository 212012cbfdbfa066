"""What is somebody's own stays theirs: orders, carts, addresses; and nobody is led astray on the way."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from checkout.actions.payment import start
from checkout.models import Cart, Order
from tests import fresh_guard
from tests.botguard.visitors import open_checkout, person
from tests.checkout.world import form_data, placed, variant

pytestmark = pytest.mark.django_db
NOW = 1_780_000_000.0
NEIGHBOUR = "198.51.100.9"
ELSEWHERE = "203.0.113.99"


@pytest.fixture(autouse=True)
def _fresh_guard(settings: Settings) -> Iterator[None]:
    with fresh_guard.standing_still(settings, NOW):
        yield


@pytest.fixture
def card_order() -> Order:
    """Return somebody's order that waits for its card."""
    order = placed({variant("OTHER").pk: 1}, payment="card")
    Cart.objects.filter(pk=order.cart_id).delete()
    start(order.payments.get().reference, return_path="/")
    return order


def shopper() -> Client:
    """Return a person with a lamp in their cart."""
    client = person()
    assert client.post("/cart/add/", {"variant": variant("LAMP").pk, "quantity": "1"}).status_code == 302
    return client


def filled() -> dict[str, str]:
    """Return a form that orders the lamp, if only it gets there."""
    return form_data(idempotency_key="k", expected_total="5390")


EVIL = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "/\t/evil.example",
    "http://testserver@evil.example/",
    "%2f%2fevil.example",
    "/\r\nX-Evil: 1",
    "data:text/html,x",
)


@pytest.mark.parametrize("following", EVIL, ids=ascii)
def test_nobody_is_sent_elsewhere(following: str) -> None:
    User.objects.create_user("ada@example.com", "a long enough password")
    client = person()
    landed = [
        client.post(
            "/account/login/",
            {"login": "ada@example.com", "password": "a long enough password", "next": following},
        ),
        client.get("/account/login/", {"next": following}),
        client.get("/account/signup/", {"next": following}),
        client.post("/account/logout/", {"next": following}),
    ]
    open_checkout(client)
    landed.append(client.get("/guard/proof/", {"next": following}))
    for answer in landed:
        assert answer.status_code in (302, 303)
        assert urlsplit(urljoin("http://testserver/account/", answer["Location"])).netloc == "testserver"


def test_an_unknown_order_is_unknown_in_one_way_only(card_order: Order) -> None:
    client = person()
    token = card_order.token
    unknown = (
        "x",
        "A" * len(token),
        token[:-1],
        token + "A",
        token.swapcase(),
        card_order.number,
        str(card_order.pk),
    )
    assert client.get(f"/orders/{token}/").status_code == 200
    for where in ("/orders/{}/", "/orders/{}/received/", "/api/v1/orders/{}/"):
        # Who guesses on and on is asked for a proof; that would be another answer.
        client = person()
        client.get("/")
        answers = {seen(client, where.format(each)) for each in unknown}
        assert len(answers) == 1
        assert answers.pop()[0] == 404
    payer = person()
    open_checkout(payer)
    assert payer.post(f"/orders/{'A' * len(token)}/pay/").status_code == 404


def seen(client: Client, path: str) -> tuple[int, str, bytes]:
    """Return all that a stranger learns from an address."""
    answer = client.get(path)
    # How many turns are left is about the visitor, not about the address asked for.
    told = sorted(item for item in answer.headers.items() if item[0] != "RateLimit")
    return answer.status_code, str(told), answer.content


def test_customers_see_their_own_orders_only() -> None:
    ada, bob = (User.objects.create_user(f"{name}@example.com") for name in ("ada", "bob"))
    hers, his = person(), person(address=ELSEWHERE)
    hers.force_login(ada)
    his.force_login(bob)
    open_checkout(hers)
    open_checkout(his)
    lamp = variant("LAMP")
    hers.post("/cart/add/", {"variant": lamp.pk, "quantity": "1"})
    assert hers.post("/checkout/", filled()).status_code == 302
    order = Order.objects.get()
    assert order.customer == ada
    assert order.number in hers.get("/account/orders/").content.decode()
    assert hers.get("/api/v1/orders/").json()["count"] == 1
    for query in ("", "?user=1", f"?customer={ada.pk}", f"?user={ada.pk}&customer_id={ada.pk}"):
        page = his.get(f"/account/orders/{query}")
        assert (page.status_code, order.number in page.content.decode()) == (200, False)
        assert his.get(f"/api/v1/orders/{query}").json() == {"count": 0, "results": []}
    # What he orders is his, whatever he says.
    his.post("/cart/add/", {"variant": lamp.pk, "quantity": "1"})
    assert his.post("/checkout/", {**filled(), "customer": ada.pk, "user": ada.pk}).status_code == 302
    assert Order.objects.exclude(pk=order.pk).get().customer == bob
    # Her address and name are offered to nobody else.
    his.post("/cart/add/", {"variant": lamp.pk, "quantity": "1"})
    stranger = person(address=NEIGHBOUR)
    stranger.force_login(User.objects.create_user("eve@example.com"))
    open_checkout(stranger)
    stranger.post("/cart/add/", {"variant": lamp.pk, "quantity": "1"})
    assert "Hauptstr" not in stranger.get("/checkout/").content.decode()


def test_a_cart_is_nobodys_but_its_owners() -> None:
    client = shopper()
    cart = str(Cart.objects.get().pk)
    stranger = person(address=ELSEWHERE)
    stranger.cookies["cart"] = client.cookies["cart"].value.replace(cart, "0" * 8 + cart[8:])
    assert "Your cart is empty" in stranger.get("/cart/").content.decode()
    assert stranger.post("/cart/change/", {"variant": "1", "quantity": "0"}).status_code in (404, 422)
    assert Cart.objects.get().lines.get().quantity == 1
