"""Orders that lack what orders have, or bring what none should: judged or refused whole, never green by default."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any  # any field of the facts may be changed

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antifraud import queries
from antifraud.actions import assess, block
from antifraud.engine.facts import OrderFacts
from antifraud.engine.subject import keys_of
from antifraud.models import Assessment, ListEntry, ListHit, OrderRecord
from tests.antifraud.orders import BARE, NOON, ORDINARY, order

pytestmark = pytest.mark.django_db

YEAR_1 = datetime(1, 1, 1, 1, tzinfo=UTC)
YEAR_9999 = datetime(9999, 12, 30, tzinfo=UTC)


def whole(facts: OrderFacts) -> tuple[int, int]:
    """Judge an order, check that the judgement adds up and reads back, and return how many rows were written."""
    view = assess(facts, now=NOON)
    assert view.prior + sum(each.points for each in view.evidence) == view.total
    assert queries.latest(facts.reference) == view
    assert view.facts == facts
    return Assessment.objects.count(), OrderRecord.objects.count()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"address": None, "address_kind": None, "address_country": None}, id="no address"),
        pytest.param({"email": ""}, id="no e-mail"),
        pytest.param({"email": "", "phone": "", "address": None}, id="nothing to be known by"),
        pytest.param({"email": "@"}, id="an e-mail without both its halves"),
        pytest.param({"email": "a" * 400 + "@example.com"}, id="an e-mail longer than any"),
        pytest.param({"email": "ünïcode@exämple.de"}, id="an e-mail in other letters"),
        pytest.param({"phone": "call me"}, id="a phone that is none"),
        pytest.param({"phone": "+" + "9" * 60}, id="a phone of sixty digits"),
        pytest.param({"name": "‮evil‬ \u200b" * 9}, id="a name that runs backwards"),
        pytest.param({"name": "😀" * 100, "street": "🏠" * 100}, id="a name without letters"),
        pytest.param({"country": "??", "postcode": "", "city": ""}, id="a country that is none"),
        pytest.param({"address_kind": "submarine"}, id="a kind of network nobody has heard of"),
        pytest.param({"units": 0, "amount_minor": 0}, id="an order of nothing"),
        pytest.param({"amount_minor": 2**62, "units": 2**31 - 1}, id="an order of everything"),
        pytest.param({"currency": "XXX"}, id="a currency nobody pays in"),
        pytest.param({"languages": ";;;q=,," * 50}, id="languages that do not parse"),
        pytest.param({"visit_seconds": -5.0, "visit_pages": -1}, id="a visit that ends before it begins"),
        pytest.param({"visit_seconds": 1e12}, id="a visit of thirty thousand years"),
        pytest.param({"customer_since": NOON + timedelta(hours=2)}, id="an account from the future"),
        pytest.param({"customer_since": YEAR_1, "customer_id": 1}, id="an account from the year one"),
        pytest.param(
            {"placed_at": NOON + timedelta(hours=2)}, id="placed two hours from now, by a wrong clock"
        ),
        pytest.param({"placed_at": NOON - timedelta(days=5000)}, id="placed thirteen years ago"),
        pytest.param({"failed_payments": 10**6}, id="a million failed payments"),
        pytest.param({"card_result": "the dog ate it"}, id="a result no provider sends"),
    ],
)
def test_an_odd_order_is_judged_whole(changes: dict[str, Any]) -> None:
    assert whole(order(**changes)) == (1, 1)


def test_an_order_nothing_is_known_of_is_not_green() -> None:
    view = assess(BARE, now=NOON)
    assert (view.level, view.recommendation) == ("grey", "hold")
    assert view.total == view.prior + sum(each.points for each in view.evidence)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"name": "Nul\0"}, id="a character that no text may hold"),
        pytest.param({"street": "\ud800"}, id="half a character"),
        pytest.param({"reference": "R" * 41}, id="a number longer than any"),
        pytest.param({"amount_minor": 2**70}, id="an amount no column holds"),
        pytest.param({"visit_seconds": float("nan")}, id="a time that is no number"),
        pytest.param({"visit_seconds": float("inf")}, id="a time without end"),
        pytest.param({"units": -1}, id="less than nothing"),
    ],
)
def test_an_impossible_order_is_refused_whole(changes: dict[str, Any]) -> None:
    """Its caller shows it as not evaluated and holds it; nothing of it is written, not even a hit."""
    block("198.51.100.7", reason="x", author_id=None, expires_at=None, now=NOON)
    with pytest.raises(Exception):  # noqa: B017, PT011  # PostgreSQL's, Django's or Python's: whoever sees it first
        assess(order(**changes), now=NOON)
    assert (Assessment.objects.count(), OrderRecord.objects.count(), ListHit.objects.count()) == (0, 0, 0)
    assert ListEntry.objects.get().hits == 0


@pytest.mark.parametrize(
    "address", ["", "not-an-address", "999.1.1.1", "198.51.100.7/24", "::ffff:198.51.100.7"]
)
def test_an_address_that_is_none_is_no_address(address: str) -> None:
    """A mapped address is the address it maps; anything else that does not parse is unknown, and so not green."""
    facts = order(address=address)
    keys = keys_of(facts)
    if address == "::ffff:198.51.100.7":
        assert keys.address == "198.51.100.7"
        return
    assert keys.address == ""
    assert assess(facts, now=NOON).level != "green"


def test_clocks_that_differ_by_hours_do_not_see_the_future() -> None:
    """An order of a machine whose clock is two hours ahead does not count for one placed before it by the right one."""
    assess(order("AHEAD", placed_at=NOON + timedelta(hours=2)), now=NOON)
    view = assess(order("RIGHT", placed_at=NOON), now=NOON)
    assert view.history.address is not None
    assert view.history.address.orders == 0
    later = assess(order("LATER", placed_at=NOON + timedelta(hours=3)), now=NOON)
    assert later.history.address is not None
    assert later.history.address.orders_24h == 2


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
ODD = st.fixed_dictionaries(
    {},
    optional={
        "email": WORDS,
        "phone": WORDS,
        "name": WORDS,
        "street": WORDS,
        "postcode": WORDS,
        "city": WORDS,
        "country": st.text(max_size=2).filter(lambda text: "\0" not in text and text.isprintable()),
        "languages": st.none() | WORDS,
        "visit_seconds": st.none() | st.floats(-1e9, 1e9),
        "visit_pages": st.none() | st.integers(-10, 10**6),
        "trap_hits": st.none() | st.integers(0, 10**6),
        "guard_points": st.none() | st.integers(-(10**6), 10**6),
        "failed_payments": st.none() | st.integers(0, 10**6),
        "amount_minor": st.integers(0, 2**62),
        "units": st.integers(0, 2**31 - 1),
        "address": st.none() | st.ip_addresses().map(str),
    },
)


@given(ODD)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_judged(changes: dict[str, Any]) -> None:
    facts = replace(ORDINARY, **changes)
    view = assess(facts, now=NOON)
    assert view.prior + sum(each.points for each in view.evidence) == view.total
    stored = queries.latest(facts.reference)
    assert stored is not None
    for field in fields(OrderFacts):
        assert getattr(stored.facts, field.name) == getattr(facts, field.name)
