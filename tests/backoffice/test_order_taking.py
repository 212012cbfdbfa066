"""Staff take an order for somebody on the telephone: placed, receipted and judged like every other."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connections
from django.test import Client

from accounts.models import AuditEntry, User
from antifraud.actions import block
from antifraud.models import Assessment
from checkout import tasks
from checkout.actions.by_hand import HandOrder, take_order
from checkout.actions.cart import TooMany
from checkout.actions.place import EmptyCart, KeyReused, TotalChanged, UnknownPayment
from checkout.models import Cart, Order
from outbox.models import Message
from shop.actions.stock import StockShortage
from shop.engine.money import Money
from shop.models import Product, Variant
from tests.checkout.world import ADA, NOW, entropy, form_data, place, stock_of, variant

pytestmark = pytest.mark.django_db
URL = "/backoffice/orders/new/"


@pytest.fixture
def lamp() -> Variant:
    return variant("LAMP", price=4900, stock=10)


@pytest.fixture
def clerk() -> int:
    return User.objects.create_user("clerk@example.com", is_staff=True).pk


def sheet(units: dict[int, object], **fields: str) -> dict[str, str]:
    """Return what a clerk's browser sends."""
    typed = {f"quantity-{variant_id}": str(quantity) for variant_id, quantity in units.items()}
    return {**form_data(idempotency_key="attempt-1"), **typed, "step": "take", **fields}


def reckoned(client: Client, sent: dict[str, str]) -> dict[str, str]:
    """Return a sheet with the total that the page says."""
    page = client.post(URL, {**sent, "step": "check"}).content.decode()
    total = re.search(r'name="expected_total" value="(\d+)"', page)
    assert total is not None
    return {**sent, "expected_total": total[1]}


def counts() -> tuple[int, int, int, int]:
    return Order.objects.count(), Cart.objects.count(), Message.objects.count(), AuditEntry.objects.count()


def wanted(lamp: Variant, **changes: object) -> HandOrder:
    asked: dict[str, object] = {
        "attempt": "attempt-1",
        "units": {lamp.pk: 2},
        "recipient": ADA,
        "delivery_code": "standard",
        "payment_method": "cash-on-delivery",
        "expected_total": Money(9800, "EUR"),
        **changes,
    }
    return HandOrder(**asked)  # type: ignore[arg-type]  # any of its fields


def test_a_clerk_finds_says_the_total_and_takes_the_order(merchant: Client, lamp: Variant) -> None:
    assert "Take an order" in merchant.get("/backoffice/orders/").content.decode()
    found = merchant.post(URL, {"q": "lamp", "step": "find", "name": "Ada Example"}).content.decode()
    assert f'name="quantity-{lamp.pk}"' in found
    assert 'value="Ada Example"' in found
    assert "Please look at the marked fields" not in found
    sent = sheet({lamp.pk: 2})
    checked = merchant.post(URL, {**sent, "step": "check"}).content.decode()
    assert "Take the order, €98.00" in checked
    assert counts()[:3] == (0, 0, 0)
    answer = merchant.post(URL, reckoned(merchant, sent))
    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/backoffice/orders/{order.number}/")
    assert (order.total_minor, order.payment_method, order.phone) == (9800, "cash-on-delivery", ADA.phone)
    assert stock_of(lamp.pk) == (10, 2)
    assert [message.topic for message in Message.objects.all()] == ["order-placed"]


def test_nothing_of_the_clerk_is_kept_but_that_they_took_it(merchant: Client, lamp: Variant) -> None:
    merchant.post(URL, reckoned(merchant, sheet({lamp.pk: 1})))
    order = Order.objects.get()
    assert (order.client_address, order.visit, order.customer) == (None, {"door": "back-office"}, None)
    taken = order.events.get(code="taken")
    assert taken.actor is not None
    entry = AuditEntry.objects.get(action="order-take")
    assert (entry.actor, entry.target) == (taken.actor, f"order:{order.number}")


def test_it_is_receipted_and_judged_once_and_the_page_says_by_whom_it_came(
    merchant: Client, lamp: Variant
) -> None:
    merchant.post(URL, reckoned(merchant, sheet({lamp.pk: 1})))
    order, message = Order.objects.get(), Message.objects.get()
    for _ in range(2):
        tasks.mail_receipt.apply(args=(message.pk, message.payload), throw=True)
        tasks.judge_order(message.pk, message.payload)
    assert [(each.to, each.subject) for each in mail.outbox] == [
        ([ADA.email], f"We have received your order {order.number}")
    ]
    judged = Assessment.objects.get()
    assert (judged.level, judged.recommendation, judged.facts["door"]) == ("green", "clear", "back-office")
    assert judged.facts["address"] is None
    codes = {each["code"] for each in judged.unchecked}
    assert {"ip-tor", "ip-country-ship", "ip-orders-1h", "device-accounts", "bot-evidence"} <= codes
    order.refresh_from_db()
    assert order.review == "cleared"
    page = merchant.get(f"/backoffice/orders/{order.number}/").content.decode()
    assert "Staff, who took it by hand" in page
    assert page.count("not checked: there was no visit") == 4


@pytest.mark.parametrize("payment", ["cash-on-delivery", "bank-transfer"])
def test_one_for_a_listed_phone_waits_for_a_person_and_is_not_cancelled_in_silence(
    merchant: Client, lamp: Variant, payment: str
) -> None:
    """The twin of a shopper's order with the same phone, which is cancelled silently (control below)."""
    block(ADA.phone, reason="pranks", author_id=None, expires_at=None, now=NOW)
    merchant.post(URL, reckoned(merchant, sheet({lamp.pk: 1}, payment=payment)))
    message = Message.objects.get()
    tasks.judge_order(message.pk, message.payload)
    order = Order.objects.get()
    assert (order.status, order.review) == ("open", "held")
    assert "but it was taken by hand" in order.review_reason
    page = merchant.get(f"/backoffice/orders/{order.number}/").content.decode()
    assert "Phone matches block entry" in page
    assert "pranks" in page


def test_control_a_shoppers_own_order_with_that_phone_is_cancelled_in_silence(lamp: Variant) -> None:
    block(ADA.phone, reason="pranks", author_id=None, expires_at=None, now=NOW)
    place({lamp.pk: 1})
    message = Message.objects.get()
    tasks.judge_order(message.pk, message.payload)
    assert Order.objects.get().review == "shadow-cancelled"


def test_sent_twice_it_is_one_order_and_sent_with_other_goods_it_is_refused(
    merchant: Client, lamp: Variant
) -> None:
    twin = variant("LAMP-TWIN", price=4900)
    sent = reckoned(merchant, sheet({lamp.pk: 1}))
    answers = [merchant.post(URL, sent) for _ in range(3)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert counts() == (1, 1, 1, 1)
    other = {name: text for name, text in sent.items() if not name.startswith("quantity-")}
    refused = merchant.post(URL, {**other, f"quantity-{twin.pk}": "1"})
    assert refused.status_code == 409
    assert "has taken another order before" in refused.content.decode()
    assert counts() == (1, 1, 1, 1)
    assert stock_of(lamp.pk) == (10, 1)


def test_two_clerks_with_one_mark_take_two_orders(lamp: Variant, clerk: int) -> None:
    """A mark means something only in its clerk's hands: nobody else's cart can be aimed at."""
    other = User.objects.create_user("other@example.com", is_staff=True).pk
    first = take_order(wanted(lamp), actor_id=clerk, entropy=entropy(1), now=NOW)
    second = take_order(wanted(lamp), actor_id=other, entropy=entropy(2), now=NOW)
    assert first.number != second.number
    assert stock_of(lamp.pk) == (10, 4)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        pytest.param({"payment_method": "card"}, UnknownPayment, id="a card is not for clerks to hear of"),
        pytest.param({"expected_total": Money(1, "EUR")}, TotalChanged, id="another total than was said"),
        pytest.param({"units": {}}, EmptyCart, id="nothing"),
        pytest.param({"units": {999_999_999: 1}}, EmptyCart, id="what does not exist"),
    ],
)
def test_what_cannot_be_taken_leaves_nothing_behind(
    lamp: Variant, clerk: int, changes: dict[str, object], refusal: type[Exception]
) -> None:
    before = counts()
    with pytest.raises(refusal):
        take_order(wanted(lamp, **changes), actor_id=clerk, entropy=entropy(), now=NOW)
    assert counts() == before
    assert stock_of(lamp.pk) == (10, 0)


HOSTILE: tuple[tuple[str, dict[str, str], str], ...] = (
    ("a negative quantity", {"quantity-{lamp}": "-5"}, "A whole number from 1 to 99."),
    ("a fraction", {"quantity-{lamp}": "1.5"}, "A whole number from 1 to 99."),
    ("more than fits a cart", {"quantity-{lamp}": "100"}, "A whole number from 1 to 99."),
    ("five thousand digits", {"quantity-{lamp}": "9" * 5000}, "A whole number from 1 to 99."),
    ("digits of another script", {"quantity-{lamp}": "٣"}, "A whole number from 1 to 99."),
    ("nothing chosen", {"quantity-{lamp}": ""}, "Find what they want"),
    ("an article nobody sells", {"quantity-{lamp}": "", "quantity-999999": "1"}, "is not sold any more"),
    ("an article nobody sells, among others", {"quantity-999999": "1"}, "is not sold any more"),
    (
        "a number too long for a key",
        {"quantity-{lamp}": "", f"quantity-{'9' * 30}": "1"},
        "Find what they want",
    ),
    ("more than is on the shelf", {"quantity-{lamp}": "11"}, "Only 10 left."),
    ("a card", {"payment": "card"}, "Select a valid choice"),
    ("a delivery that is not offered", {"delivery": "drone"}, "Select a valid choice"),
    ("a phone that cannot be", {"phone": "12"}, "phone number that exists"),
    ("NUL in the name", {"name": "Ada\0Example"}, "Null characters"),
    ("a country we do not deliver to", {"country": "XX"}, "Select a valid choice"),
    ("no total", {"expected_total": ""}, "Take the order, €53.90"),
    ("a total of its own", {"expected_total": "1"}, "€0.01 was said"),
    ("a negative total", {"expected_total": "-1"}, "greater than or equal to 0"),
    ("a mark of ten thousand letters", {"idempotency_key": "x" * 10_000}, "at most 80"),
    ("no mark", {"idempotency_key": ""}, "required"),
    ("NUL in the search", {"q": "la\0mp", "step": "find"}, 'value="lamp"'),
    ("markup in the note", {"note": "<script>alert(1)</script>", "step": "check"}, "&lt;script&gt;"),
)


@pytest.mark.parametrize(
    ("typed", "said"), [pytest.param(typed, said, id=name) for name, typed, said in HOSTILE]
)
def test_whatever_is_typed_is_answered_and_takes_nothing(
    merchant: Client, lamp: Variant, typed: dict[str, str], said: str
) -> None:
    before = counts()
    changed = {name.replace("{lamp}", str(lamp.pk)): text for name, text in typed.items()}
    answer = merchant.post(URL, {**sheet({lamp.pk: 1}, expected_total="5390"), **changed})
    assert answer.status_code in {200, 409, 422}
    assert said in answer.content.decode()
    assert "<script>alert(1)" not in answer.content.decode()
    assert counts() == before
    assert stock_of(lamp.pk) == (10, 0)


def test_fifty_articles_are_enough(merchant: Client, lamp: Variant) -> None:
    answer = merchant.post(URL, sheet(dict.fromkeys(range(1, 60), 1)))
    assert answer.status_code == 422
    assert "At most 50 different articles" in answer.content.decode()


def test_goods_are_found_by_name_and_sku_and_what_is_not_sold_is_not(merchant: Client, lamp: Variant) -> None:
    hidden = variant("LAMP-OLD")
    Product.objects.filter(pk=hidden.product_id).update(is_published=False)
    for text in ("lamp", "LAMP"):
        page = merchant.post(URL, {"q": text, "step": "find"}).content.decode()
        assert f"quantity-{lamp.pk}" in page
        assert f"quantity-{hidden.pk}" not in page
    assert "Nothing that is sold" in merchant.post(URL, {"q": "zzzz", "step": "find"}).content.decode()


@pytest.mark.parametrize("who", ["Analyst", "Operator", "customer"])
def test_who_may_not_take_orders_takes_none(
    sign_in: Callable[[str], Client], lamp: Variant, who: str
) -> None:
    before = counts()
    assert sign_in(who).post(URL, sheet({lamp.pk: 1}, expected_total="5390")).status_code == 403
    assert counts() == before


def test_no_browser_fills_in_its_clerk(merchant: Client) -> None:
    page = merchant.get(URL).content.decode()
    assert re.findall(r'autocomplete="(?!off)[^"]*"', page.partition("<main")[2]) == []


@pytest.mark.django_db(transaction=True)
def test_clerks_and_shoppers_race_for_the_last_units_and_nothing_is_sold_twice() -> None:
    lamp = variant("LAMP", stock=3)
    clerk = User.objects.create_user("clerk@example.com", is_staff=True).pk

    def attempt(number: int) -> bool:
        try:
            if number % 2:
                asked = wanted(
                    lamp, attempt=f"a{number}", units={lamp.pk: 1}, expected_total=Money(5390, "EUR")
                )
                take_order(asked, actor_id=clerk, entropy=entropy(number), now=NOW)
            else:
                place({lamp.pk: 1}, seed=number)
        except (StockShortage, TooMany):  # a shopper's cart may say so first
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(12))) == 3
    assert Order.objects.count() == 3
    assert stock_of(lamp.pk) == (3, 3)


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_many_times_at_once_is_one_order() -> None:
    lamp = variant("LAMP")
    clerk = User.objects.create_user("clerk@example.com", is_staff=True).pk

    def attempt(number: int) -> str:
        try:
            return take_order(wanted(lamp), actor_id=clerk, entropy=entropy(number), now=NOW).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(attempt, range(10)))
    assert len(numbers) == 1
    assert (Order.objects.count(), AuditEntry.objects.count()) == (1, 1)
    assert stock_of(lamp.pk) == (10, 2)


def test_a_mark_that_was_used_for_other_goods_of_the_same_price_is_told_apart(
    lamp: Variant, clerk: int
) -> None:
    twin = variant("LAMP-TWIN", price=4900)
    take_order(wanted(lamp), actor_id=clerk, entropy=entropy(1), now=NOW)
    with pytest.raises(KeyReused):
        take_order(wanted(lamp, units={twin.pk: 2}), actor_id=clerk, entropy=entropy(2), now=NOW)
    assert Order.objects.count() == 1
