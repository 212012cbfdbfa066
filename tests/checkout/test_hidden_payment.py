"""A payment method that a rule hides: gone from the page, refused by page and API alike, whoever asks."""

import pytest

from antifraud.actions import block
from antifraud.models import Rule
from checkout.actions.place import UnknownPayment, place_order
from checkout.models import Order
from checkout.queries.paying import hidden_payments
from shop.engine.money import Money
from tests.botguard.visitors import open_checkout, person
from tests.checkout.world import NOW, cart_of, entropy, placement, variant

pytestmark = pytest.mark.django_db


def hiding(
    text: str = "order.amount > 40", *, method: str = "cash-on-delivery", mode: str = "enforce"
) -> None:
    """Arm a rule that hides a payment method."""
    Rule.objects.create(
        title="No cash for much",
        text=text,
        action="hide-payment-method",
        payment_method=method,
        mode=mode,
        reason="refused",
        created_at=NOW,
        changed_at=NOW,
    )


def test_a_hidden_method_places_nothing() -> None:
    hiding()
    lamp = variant()
    wanted = placement(cart_of({lamp.pk: 1}), payment="cash-on-delivery")
    with pytest.raises(UnknownPayment):
        place_order(wanted, entropy=entropy(), now=NOW)
    assert not Order.objects.exists()
    lamp.refresh_from_db()
    assert lamp.allocated == 0


@pytest.mark.parametrize(
    ("text", "mode"),
    [("order.amount > 4000", "enforce"), ("order.amount > 40", "observe"), ("order.amount > 40", "off")],
    ids=["a small cart", "observing", "off"],
)
def test_a_rule_that_does_not_meet_or_does_not_act_hides_nothing(text: str, mode: str) -> None:
    hiding(text, mode=mode)
    lamp = variant()
    wanted = placement(cart_of({lamp.pk: 1}), payment="cash-on-delivery")
    assert place_order(wanted, entropy=entropy(), now=NOW).payment_method == "cash-on-delivery"


def test_the_answer_is_the_same_for_a_listed_country_and_a_clean_one() -> None:
    hiding("delivery.country == 'RO'")
    asked = {
        "units": 1,
        "coupon_code": "",
        "country": "RO",
        "postcode": "500051",
        "customer_id": None,
        "now": NOW,
    }
    before = hidden_payments(Money(4_900, "EUR"), **asked)  # type: ignore[arg-type]  # a table
    block(["country:RO", "198.51.100.7"], reason="fakes", author_id=None, expires_at=None, now=NOW)
    assert hidden_payments(Money(4_900, "EUR"), **asked) == before == {"cash-on-delivery"}  # type: ignore[arg-type]  # a table
    assert hidden_payments(Money(4_900, "EUR"), **(asked | {"country": "BG"})) == frozenset()  # type: ignore[arg-type]  # a table


def test_one_method_is_always_offered() -> None:
    for method in ("cash-on-delivery", "bank-transfer", "card"):
        hiding("true", method=method)
    assert (
        hidden_payments(
            Money(4_900, "EUR"), units=1, coupon_code="", country="RO", postcode="", customer_id=None, now=NOW
        )
        == frozenset()
    )


def test_the_page_does_not_offer_it() -> None:
    hiding()
    shopper = person()
    lamp = variant()
    shopper.post("/cart/add/", {"variant": lamp.pk, "quantity": "1"})
    open_checkout(shopper)
    page = shopper.get("/checkout/").content.decode()
    assert 'value="bank-transfer"' in page
    assert 'value="cash-on-delivery"' not in page
