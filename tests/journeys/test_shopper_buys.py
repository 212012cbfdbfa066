"""A shopper fills a cart and orders, without scripts; what they type wrong is told by its field and never lost."""

import re
from html import unescape

import pytest
from django.conf import settings as shop_settings
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from checkout import tasks
from checkout.gateways import SandboxGateway
from checkout.models import Cart, CartLine, Coupon, DeliveryMethod, Order
from outbox.models import Message
from shop.models import Variant
from tests.checkout.world import form_data, stock_of, variant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _guard(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "observe"
    settings.BOTGUARD_WATCH = False


def hidden(response: HttpResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no hidden {name}"
    return found[1]


def words(response: HttpResponse) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def filled(client: Client, units: int = 1, **changed: str) -> dict[str, str]:
    """Put a lamp in the cart, open the checkout, and return the form as a person would send it."""
    lamp = Variant.objects.first() or variant(price=4900, stock=5)
    answer = client.post("/cart/add/", {"variant": lamp.pk, "quantity": units})
    assert answer.status_code == 302
    page = client.get("/checkout/")
    assert page.status_code == 200
    return {
        **form_data(**changed),
        "idempotency_key": hidden(page, "idempotency_key"),
        "expected_total": hidden(page, "expected_total"),
    }


@pytest.mark.parametrize(
    ("payment", "sentence"),
    [
        ("cash-on-delivery", "You pay €53.90 when the parcel is handed to you."),
        ("bank-transfer", "Please transfer €53.90 to the account below, with the reference."),
    ],
)
def test_a_guest_orders_and_finds_the_order_by_its_link(client: Client, payment: str, sentence: str) -> None:
    answer = client.post("/checkout/", filled(client, payment=payment))
    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.token}/received/")
    page = client.get(answer["Location"])
    assert "We have received your order" in words(page)
    assert sentence in words(page)
    assert (shop_settings.SHOP_IBAN in words(page)) is (payment == "bank-transfer")
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    link = Client().get(f"/orders/{order.token}/")
    assert (link.status_code, order.number in words(link)) == (200, True)
    assert "Your cart is empty" in words(client.get("/cart/"))


def test_the_mail_says_what_the_page_says_and_comes_from_the_worker_alone(client: Client) -> None:
    client.post("/checkout/", filled(client, payment="bank-transfer"))
    assert mail.outbox == []
    message = Message.objects.get()
    for _ in range(2):
        tasks.mail_receipt(message.pk, message.payload)
    order = Order.objects.get()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([order.email], f"We have received your order {order.number}")
    for part in (order.number, shop_settings.SHOP_IBAN, "€53.90", f"/orders/{order.token}/"):
        assert part in letter.body
        assert part in str(letter.alternatives[0][0])
    assert "confirmed" not in letter.body


def test_sending_the_form_again_gives_the_same_answer(client: Client) -> None:
    form = filled(client)
    first, again = (client.post("/checkout/", form)["Location"] for _ in range(2))
    assert first == again
    assert Order.objects.count() == 1
    changed = client.post("/checkout/", {**form, "note": "other words"})
    assert changed.status_code in {302, 422}
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param({"email": "nobody"}, "Enter a valid email address.", id="an e-mail without a host"),
        pytest.param(
            {"email": "a\0@example.com"}, "Null characters are not allowed.", id="a NUL in the e-mail"
        ),
        pytest.param({"phone": "12"}, "phone number that exists", id="half a phone number"),
        pytest.param({"postcode": "1"}, "This is not a postcode of that country", id="a postcode of nowhere"),
        pytest.param({"name": ""}, "This field is required.", id="no name"),
        pytest.param({"name": "x" * 121}, "at most 120 characters", id="a name longer than a name"),
        pytest.param({"country": "US"}, "Select a valid choice", id="a country we do not deliver to"),
        pytest.param({"delivery": "teleport"}, "Select a valid choice", id="a delivery method of their own"),
        pytest.param({"payment": "shells"}, "Select a valid choice", id="a payment method of their own"),
        pytest.param({"expected_total": "NaN"}, "Enter a whole number.", id="a total that is no number"),
        pytest.param({"expected_total": "9" * 5000}, "Enter a whole number.", id="a total of 5,000 digits"),
        pytest.param({"note": "\0"}, "Null characters are not allowed.", id="a NUL in the note"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    client: Client, changed: dict[str, str], sentence: str
) -> None:
    form = filled(
        client, **{"note": "Ring twice, bitte", **{k: v for k, v in changed.items() if k == "note"}}
    )
    page = client.post("/checkout/", {**form, **changed})
    assert page.status_code == 422
    assert sentence in words(page)
    kept = {**form, **changed}
    for name in ("email", "phone", "street", "city"):
        assert f'value="{kept[name]}"' in unescape(page.content.decode()).replace("\ufffd", "\0")
    assert hidden(page, "idempotency_key") == form["idempotency_key"]
    assert Order.objects.count() == 0
    assert stock_of(Variant.objects.get().pk) == (5, 0)


def test_a_price_that_changed_is_shown_before_anything_is_ordered(client: Client) -> None:
    form = filled(client)
    Variant.objects.update(price_minor=5900)
    page = client.post("/checkout/", form)
    assert page.status_code == 409
    assert "The total is now €63.90; you had seen €53.90." in words(page)
    assert Order.objects.count() == 0
    answer = client.post("/checkout/", {**form, "expected_total": hidden(page, "expected_total")})
    assert answer.status_code == 302
    assert Order.objects.get().total_minor == 6390


def test_sold_out_meanwhile_is_told_and_the_form_stays(client: Client) -> None:
    form = filled(client, units=3)
    other = Client()
    other.post("/checkout/", filled(other, units=4))
    page = client.post("/checkout/", form)
    assert page.status_code == 409
    assert "Somebody was quicker" in words(page)
    assert "Only 1 left." in words(page)
    assert 'value="ada@example.com"' in page.content.decode()
    assert Order.objects.count() == 1


def test_without_scripts_a_button_updates_the_totals_and_complains_of_nothing(client: Client) -> None:
    form = filled(client, email="", delivery="express")
    page = client.post("/checkout/", {**form, "update": "1"})
    assert page.status_code == 200
    assert "required" not in words(page)
    assert hidden(page, "expected_total") == "5890"
    assert 'value="10827"' in page.content.decode()


def test_with_scripts_the_summary_alone_comes_back(client: Client) -> None:
    form = filled(client, delivery="pickup")
    part = client.post("/checkout/totals/", form, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.content.decode().strip().startswith("<aside")
    assert hidden(part, "expected_total") == "4900"


def test_client_sent_prices_mean_nothing(client: Client) -> None:
    form = filled(client) | {
        "total": "1",
        "discount": "4900",
        "status": "completed",
        "is_staff": "1",
        "user": "1",
    }
    client.post("/checkout/", form)
    order = Order.objects.get()
    assert (order.total_minor, order.status, order.customer) == (5390, "open", None)


@pytest.mark.parametrize("quantity", ["0", "-1", "1.5", "NaN", "1e3", "100", "9" * 5000, "", "ten", "٣٣٣"])
def test_no_odd_quantity_gets_into_a_cart(client: Client, quantity: str) -> None:
    lamp = variant(stock=50)
    answer = client.post("/cart/add/", {"variant": lamp.pk, "quantity": quantity})
    assert answer.status_code == 422
    assert Cart.objects.count() == CartLine.objects.count() == 0


@pytest.mark.parametrize(
    ("wanted", "status"), [("0", 422), ("999999", 404), ("9" * 30, 422), ("x", 422), ("\0", 422), ("", 422)]
)
def test_no_unknown_variant_gets_into_a_cart(client: Client, wanted: str, status: int) -> None:
    answer = client.post("/cart/add/", {"variant": wanted, "quantity": "1"})
    assert answer.status_code == status
    assert Cart.objects.count() == 0


def test_the_cart_changes_by_its_buttons(client: Client) -> None:
    lamp = variant(stock=3)
    client.post("/cart/add/", {"variant": lamp.pk, "quantity": "1"})
    change = {"variant": str(lamp.pk), "quantity": "1"}
    assert client.post("/cart/change/", {**change, "set": "2"}).status_code == 302
    assert CartLine.objects.get().quantity == 2
    page = client.post("/cart/change/", {**change, "quantity": "4"})
    assert (page.status_code, "Only 3 left." in words(page)) == (409, True)
    assert CartLine.objects.get().quantity == 2
    page = client.post("/cart/change/", {**change, "quantity": "-2"})
    assert (page.status_code, "from 1 up" in words(page)) == (422, True)
    part = client.post("/cart/change/", {**change, "remove": "1"}, headers={"HX-Request": "true"})
    assert "Your cart is empty" in words(part)
    assert "<html" not in part.content.decode()
    assert CartLine.objects.count() == 0


def test_a_coupon_is_taken_or_refused_with_its_reason(client: Client) -> None:
    Coupon.objects.create(code="TEN", kind="percent", value=10)
    client.post("/cart/add/", {"variant": variant(price=5000).pk, "quantity": "1"})
    page = client.post("/cart/coupon/", {"code": "ELEVEN"})
    assert (page.status_code, "We do not know this code." in words(page)) == (422, True)
    assert client.post("/cart/coupon/", {"code": " ten"}).status_code == 302
    assert "−€5.00" in words(client.get("/cart/"))
    assert client.post("/cart/coupon/", {"code": "x\0"}).status_code == 422
    client.post("/cart/coupon/", {"code": "TEN", "remove": "1"})
    assert "−€5.00" not in words(client.get("/cart/"))


def test_a_made_up_cookie_opens_no_cart(client: Client) -> None:
    client.post("/cart/add/", {"variant": variant().pk, "quantity": "1"})
    cart = Cart.objects.get()
    for value in (str(cart.pk), f"{cart.pk}:forged", "garbage", "\x01"):
        stranger = Client()
        stranger.cookies["cart"] = value
        assert "Your cart is empty" in words(stranger.get("/cart/"))


def test_unknown_links_are_not_found(client: Client) -> None:
    for path in (
        "/orders/nobody/",
        "/orders/nobody/received/",
        "/orders/%00/",
        "/pay/sandbox/x/",
        "/pay/back/x/",
    ):
        assert client.get(path).status_code == 404


def test_a_customer_sees_their_own_orders_and_nobody_elses(client: Client) -> None:
    ada, bob = (User.objects.create_user(f"{name}@example.com") for name in ("ada", "bob"))
    assert client.get("/account/orders/").status_code == 302
    client.force_login(ada)
    client.post("/checkout/", filled(client))
    order = Order.objects.get()
    assert order.customer == ada
    assert order.number in words(client.get("/account/orders/"))
    # The next checkout knows the address.
    client.post("/cart/add/", {"variant": Variant.objects.get().pk, "quantity": "1"})
    assert 'value="Hauptstr. 1"' in client.get("/checkout/").content.decode()
    client.force_login(bob)
    assert order.number not in words(client.get("/account/orders/"))
    for page in ("0", "2", "x", "9" * 30):
        assert client.get(f"/account/orders/?page={page}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_card_is_paid_at_the_provider_with_no_transaction_open(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, price in (("standard", 490), ("pickup", 0)):
        DeliveryMethod.objects.get_or_create(code=name, defaults={"name": name, "price_minor": price})
    for name in ("start", "look_up"):
        real = getattr(SandboxGateway, name)

        def watched(self: SandboxGateway, *, _real: object = real, **asked: str) -> object:
            assert not connection.in_atomic_block
            return _real(self, **asked)  # type: ignore[operator]  # one of the gateway's methods

        monkeypatch.setattr(SandboxGateway, name, watched)
    hosted = client.post("/checkout/", filled(client, payment="card"))["Location"]
    order = Order.objects.get()
    assert hosted == f"/pay/sandbox/{order.payments.get().reference}/"
    assert "Pay €53.90" in words(client.get(hosted))
    assert "waits for its card payment" in words(client.get(f"/orders/{order.token}/"))
    assert client.post(hosted, {"choice": "steal"}).status_code == 422
    back = client.post(hosted, {"choice": "decline"})["Location"]
    page = client.get(back, follow=True)
    assert "waits for its card payment" in words(page)
    hosted = client.post(f"/orders/{order.token}/pay/")["Location"]
    back = client.post(hosted, {"choice": "pay"})["Location"]
    page = client.get(back, follow=True)
    assert "Your card was accepted." in words(page)
    order.refresh_from_db()
    assert order.payment_status == "authorised"
    assert client.post(f"/orders/{order.token}/pay/")["Location"] == f"/orders/{order.token}/"
