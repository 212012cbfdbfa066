"""States, coupons, numbers, contacts and the cap of silent holds: pure tables."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from checkout.engine.contact import ContactError, address_lines, clean_recipient
from checkout.engine.coupon import CouponTerms, canonical_code, canonical_person, refusal
from checkout.engine.number import ENTROPY_BYTES, order_number, order_token, payment_reference
from checkout.engine.placement import Recipient
from checkout.engine.policy import Delays, Hold, over_cap
from checkout.engine.state import TRANSITIONS, may_move
from checkout.models import Order
from shop.engine.money import Money

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("axis", "old", "new", "allowed"),
    [
        pytest.param("status", "open", "cancelled", True, id="an open order may be cancelled"),
        pytest.param("status", "cancelled", "open", True, id="a cancelled order may be reinstated"),
        pytest.param("status", "completed", "cancelled", False, id="a completed order stays completed"),
        pytest.param("payment_status", "failed", "paid", True, id="money may come late"),
        pytest.param("payment_status", "paid", "pending", False, id="paid money does not vanish"),
        pytest.param("payment_status", "refunded", "paid", False, id="a refund is final"),
        pytest.param(
            "fulfilment", "waiting", "delivered", False, id="nothing is delivered that was not sent"
        ),
        pytest.param("fulfilment", "released", "waiting", True, id="released stock may be taken again"),
        pytest.param(
            "review", "cleared", "shadow-cancelled", False, id="what was cleared is never cancelled silently"
        ),
        pytest.param(
            "review", "held", "shadow-cancelled", False, id="what a person looks at stays with the person"
        ),
        pytest.param(
            "review", "shadow-cancelled", "held", True, id="late money brings a silent cancel to review"
        ),
    ],
)
def test_moves(axis: str, old: str, new: str, allowed: bool) -> None:
    assert may_move(axis, old=old, new=new) is allowed


def test_the_table_knows_exactly_the_states_that_rows_can_have() -> None:
    rows = {
        "status": Order.Status.values,
        "payment_status": Order.PaymentStatus.values,
        "fulfilment": Order.Fulfilment.values,
        "review": Order.Review.values,
    }
    assert {axis: set(moves) for axis, moves in TRANSITIONS.items()} == {
        axis: set(v) for axis, v in rows.items()
    }
    assert all(
        new in rows[axis] for axis, moves in TRANSITIONS.items() for to in moves.values() for new in to
    )


def terms(**changed: object) -> CouponTerms:
    plain: dict[str, object] = {
        "is_active": True,
        "starts_at": None,
        "ends_at": None,
        "least_goods": Money(0, "EUR"),
        "limit": None,
        "limit_per_person": None,
        "used": 0,
    }
    return CouponTerms(**{**plain, **changed})  # type: ignore[arg-type]  # a table's rows


@pytest.mark.parametrize(
    ("changed", "used_by_person", "reason"),
    [
        pytest.param({}, None, None, id="a plain coupon may be used"),
        pytest.param({"is_active": False}, None, "no longer", id="one that was switched off may not"),
        pytest.param({"starts_at": NOW + HOUR}, None, "not valid yet", id="one that starts later may not"),
        pytest.param({"starts_at": NOW}, None, None, id="it starts with its first moment"),
        pytest.param({"ends_at": NOW}, None, "expired", id="it ends before its last moment"),
        pytest.param({"least_goods": Money(5001, "EUR")}, None, "€50.01", id="too few goods are named"),
        pytest.param({"limit": 3, "used": 3}, None, "used up", id="the limit in all is reached"),
        pytest.param({"limit": 3, "used": 2}, None, None, id="one use is left"),
        pytest.param({"limit_per_person": 1}, 1, "before", id="this person has had theirs"),
        pytest.param({"limit_per_person": 1}, None, None, id="a person not yet known is not counted"),
    ],
)
def test_coupons(changed: dict[str, object], used_by_person: int | None, reason: str | None) -> None:
    found = refusal(terms(**changed), goods=Money(5000, "EUR"), used_by_person=used_by_person, now=NOW)
    assert found is None if reason is None else reason in (found or "")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("Ada@Example.com", "ada@example.com", id="capitals mean nothing"),
        pytest.param("ada+1@example.com", "ada@example.com", id="a tag is the same mailbox"),
        pytest.param("a.d.a@googlemail.com", "ada@gmail.com", id="Gmail ignores dots, and its other name"),
        pytest.param("a.da@example.com", "a.da@example.com", id="elsewhere dots count"),
        pytest.param("+tag@example.com", "+tag@example.com", id="a mailbox that is all tag stays itself"),
    ],
)
def test_one_person_one_spelling(typed: str, expected: str) -> None:
    assert canonical_person(typed) == expected


def test_a_code_is_read_as_people_type_it() -> None:
    assert canonical_code(" spring 10\t") == "SPRING10"


def test_numbers_and_tokens_come_from_the_bytes_alone() -> None:
    entropy = bytes(range(ENTROPY_BYTES))
    assert order_number(entropy) == "01234-56789"
    assert order_token(entropy) == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    assert re.fullmatch(r"pay-[0-9a-f]{32}", payment_reference(entropy))
    with pytest.raises(ValueError, match="42 random bytes"):
        order_number(entropy[:-1])


GOOD = Recipient(
    email="a@example.com",
    phone="030 901820",
    name="Ada",
    street="Hauptstr. 1",
    postcode="10827",
    city="Berlin",
    country="DE",
)


def recipient(**changed: str) -> Recipient:
    fields = {name: getattr(GOOD, name) for name in Recipient.__slots__}
    return Recipient(**{**fields, **changed})


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        pytest.param({}, set(), id="a German address"),
        pytest.param({"postcode": "1082"}, {"postcode"}, id="a German postcode has five digits"),
        pytest.param({"postcode": ""}, {"postcode"}, id="a German address needs its postcode"),
        pytest.param(
            {"country": "IE", "postcode": "", "city": "Dublin"}, {"phone"}, id="Ireland does without one"
        ),
        pytest.param({"country": "US"}, {"country"}, id="the shop does not deliver to America"),
        pytest.param({"country": ""}, {"country"}, id="a country is needed"),
        pytest.param({"phone": "12"}, {"phone"}, id="a phone number that cannot exist"),
        pytest.param({"phone": "+40 721 234 567"}, set(), id="a foreign number with its country code"),
        pytest.param(
            {"phone": "hello", "postcode": "x"}, {"phone", "postcode"}, id="both problems are told at once"
        ),
        pytest.param({"region": "Nowhere"}, set(), id="a region nobody asked for is no mistake"),
    ],
)
def test_recipients(changed: dict[str, str], problems: set[str]) -> None:
    found: set[str] = set()
    try:
        clean_recipient(recipient(**changed))
    except ContactError as error:
        found = set(error.problems)
    assert found == problems


def test_a_phone_is_written_in_one_way() -> None:
    assert clean_recipient(GOOD).phone == "+4930901820"


def test_an_address_is_written_as_its_country_does() -> None:
    fields = {"name": "Ada", "street": "1 High St", "street2": "", "region": ""}
    assert address_lines(**fields, postcode="SW1A 1AA", city="London", country="GB") == (
        "Ada",
        "1 High St",
        "LONDON",
        "SW1A 1AA",
        "United Kingdom",
    )
    assert address_lines(**fields, postcode="10827", city="Berlin", country="DE")[2:] == (
        "10827 BERLIN",
        "Germany",
    )


DELAYS = Delays(offline=timedelta(hours=168), card=timedelta(minutes=30))


def held(order_id: int, minutes_ago: int, **units: int) -> Hold:
    return Hold(
        order_id=order_id,
        placed_at=NOW - timedelta(minutes=minutes_ago),
        units={ord(name): count for name, count in units.items()},
    )


@pytest.mark.parametrize(
    ("holds", "cap", "early"),
    [
        pytest.param([held(1, 90, a=3), held(2, 60, a=2)], 5, (), id="within the cap nothing gives way"),
        pytest.param(
            [held(1, 90, a=3), held(2, 60, a=3)], 5, (1,), id="the oldest gives way, not the last placed"
        ),
        pytest.param(
            [held(1, 20, a=3), held(2, 10, a=3)], 5, (), id="none before an abandoned card payment would"
        ),
        pytest.param([held(1, 40, a=3), held(2, 10, a=6)], 5, (1,), id="young ones count, but stay"),
        pytest.param([held(1, 90, a=6)], 5, (1,), id="one alone above the cap gives way in its time"),
        pytest.param([held(1, 90, a=1, b=5), held(2, 60, b=1)], 5, (1,), id="one variant above is enough"),
        pytest.param([held(1, 90, a=5), held(2, 60, b=5)], 5, (), id="variants are counted apart"),
        pytest.param([held(1, 90, a=1)], 0, (1,), id="a cap of none lets everything go early"),
    ],
)
def test_the_cap_of_silent_holds(holds: list[Hold], cap: int, early: tuple[int, ...]) -> None:
    assert over_cap(holds, cap=cap, now=NOW, delays=DELAYS) == early
