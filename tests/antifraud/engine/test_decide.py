"""From evidence to a level and a recommendation: precedence, trust, the breaker, the modes."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antifraud.engine.assessment import Decision, ListMatch, Mode
from antifraud.engine.decide import CancelRate, decide
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History, ShopNorm, Track, Velocity
from scorecard import score
from tests.antifraud.orders import BARE, NOON, ORDINARY, POLICY, QUIET, history, order

BLOCKED = ListMatch(
    entry_id=12,
    subject="address",
    value="198.51.100.7",
    reason="fake orders",
    effect="block",
    author="ana@example.com",
    created_at=datetime(2026, 3, 3, tzinfo=UTC),
)
ALLOWED = replace(BLOCKED, entry_id=13, subject="email", effect="allow", reason="our bookkeeper")
# Amber by itself: Tor and another country are -170 + 90 + 40.
AMBER = order(address_kind="tor", address_country="SE")
RED = replace(AMBER, visit_product_pages=0)


def decided(
    facts: OrderFacts = ORDINARY,
    known: History = QUIET,
    matched: tuple[ListMatch, ...] = (),
    *,
    rate: CancelRate = CancelRate(),  # noqa: B008  # a value, never changed
    mode: Mode = "enforce",
) -> Decision:
    return decide(facts, known, matched, policy=POLICY, rate=rate, mode=mode)


CASES = {
    "an ordinary order ships": (
        decided(),
        ("green", -170, "clear", "Score 2 of 100: nothing that worries."),
    ),
    "an amber one waits": (decided(AMBER), ("amber", -40, "hold", "Score 28 of 100: worth a look.")),
    "a red one waits": (decided(RED), ("red", 38, "hold", "Score 71 of 100: look before shipping.")),
    "a red one paid online waits too": (
        decided(replace(RED, is_offline=False, card_result="ok")),
        ("red", 38, "hold", "Score 71 of 100: look before shipping."),
    ),
    "without a client address nothing is green": (
        decided(replace(ORDINARY, address=None, address_kind=None), history(address=None, network=None)),
        ("grey", -170, "hold", "Not evaluated: the order came without a client address."),
    ),
    "listed and unpaid is cancelled in silence": (
        decided(matched=(BLOCKED,)),
        ("red", 130, "shadow-cancel", "Matches block entry #12 and is not paid in advance."),
    ),
    "listed twice weighs once": (
        decided(matched=(BLOCKED, replace(BLOCKED, entry_id=20, subject="cidr"))),
        ("red", 130, "shadow-cancel", "Matches block entry #12, #20 and is not paid in advance."),
    ),
    "listed but trusted waits for a person": (
        decided(order(delivered_before=3), matched=(BLOCKED,)),
        ("red", 40, "hold", "Matches block entry #12, but the customer has 3 delivered orders."),
    ),
    "two delivered orders are not trust yet": (
        decided(order(delivered_before=2), matched=(BLOCKED,)),
        ("red", 82, "shadow-cancel", "Matches block entry #12 and is not paid in advance."),
    ),
    "listed but paid online is not cancelled": (
        decided(order(is_offline=False), matched=(BLOCKED,)),
        (
            "red",
            130,
            "clear",
            "Matches block entry #12, but is paid online and nothing else speaks against it.",
        ),
    ),
    "listed, paid online and odd otherwise waits": (
        decided(replace(AMBER, is_offline=False), matched=(BLOCKED,)),
        ("red", 260, "hold", "Matches block entry #12, is paid online, and has other reasons to look."),
    ),
    "the allow list wins over the block list": (
        decided(matched=(BLOCKED, ALLOWED)),
        ("green", -70, "clear", "Matches allow entry #13."),
    ),
    "the allow list wins over the score": (
        decided(RED, matched=(ALLOWED,)),
        ("green", -162, "clear", "Matches allow entry #13."),
    ),
    "the breaker lets the fifth through": (
        decided(matched=(BLOCKED,), rate=CancelRate(cancelled=4, offline_orders=20)),
        ("red", 130, "shadow-cancel", "Matches block entry #12 and is not paid in advance."),
    ),
    "the breaker pauses at the sixth": (
        decided(matched=(BLOCKED,), rate=CancelRate(cancelled=5, offline_orders=100)),
        (
            "red",
            130,
            "hold",
            "Matches block entry #12, but silent cancelling has paused itself: it took 5 orders in 24 hours.",
        ),
    ),
    "a busy day allows its twentieth part": (
        decided(matched=(BLOCKED,), rate=CancelRate(cancelled=5, offline_orders=101)),
        ("red", 130, "shadow-cancel", "Matches block entry #12 and is not paid in advance."),
    ),
    "the tenth within an hour goes through where days are busy": (
        decided(matched=(BLOCKED,), rate=CancelRate(cancelled=9, offline_orders=10_000, cancelled_in_hour=9)),
        ("red", 130, "shadow-cancel", "Matches block entry #12 and is not paid in advance."),
    ),
    "the eleventh within an hour waits": (
        decided(
            matched=(BLOCKED,), rate=CancelRate(cancelled=10, offline_orders=10_000, cancelled_in_hour=10)
        ),
        (
            "red",
            130,
            "hold",
            "Matches block entry #12, but silent cancelling has paused itself: "
            "it took 10 orders within an hour.",
        ),
    ),
}


@pytest.mark.parametrize(("decision", "expected"), CASES.values(), ids=CASES)
def test_decides(decision: Decision, expected: tuple[str, int, str, str]) -> None:
    assert (decision.level, decision.total, decision.recommendation, decision.sentence) == expected
    assert decision.would == decision.recommendation


def test_a_list_match_is_a_reason_of_its_own() -> None:
    (reason,) = decided(matched=(BLOCKED,)).evidence
    assert (reason.code, reason.points) == ("ip-blocked", 300)
    assert reason.sentence == (
        "Address matches block entry #12 (added by ana@example.com on 3 March 2026: fake orders)"
    )


def test_observing_clears_and_keeps_what_it_would_have_done() -> None:
    decision = decided(matched=(BLOCKED,), mode="observe")
    assert (decision.recommendation, decision.would, decision.level) == ("clear", "shadow-cancel", "red")
    assert decision.sentence == "Only observing. Matches block entry #12 and is not paid in advance."


def test_switched_off_is_grey_and_ships() -> None:
    decision = decided(RED, matched=(BLOCKED,), mode="off")
    assert (decision.level, decision.recommendation, decision.evidence) == ("grey", "clear", ())


def test_unknown_facts_are_listed_and_weigh_nothing() -> None:
    decision = decided(BARE, History())
    assert decision.total == POLICY.card.prior
    assert decision.level == "grey"
    assert {each.code for each in decision.unchecked} >= {"ip-tor", "phone-invalid", "email-disposable"}


counts = st.integers(0, 60)
velocities = st.none() | st.builds(Velocity, **{field.name: counts for field in fields(Velocity)})
tracks = st.none() | st.builds(Track, delivered=counts, refused=counts, bad=counts)
histories = st.builds(
    History,
    **dict.fromkeys(("address", "network", "device", "email", "phone", "delivery", "name"), velocities),
    **dict.fromkeys(("device_track", "email_track", "phone_track", "delivery_track"), tracks),
    shop=st.builds(
        ShopNorm, orders=counts, amount_median_minor=counts, amount_p90_minor=counts, units_p90=counts
    ),
    email_is_disposable=st.none() | st.booleans(),
)
words = st.sampled_from(
    ["", "Maria", "ÎȘ 14", "+40721234567", "+40", "m@example.com", "@", "bbbbb", "RO", "\ud800", "\0"]
)
orders = st.builds(
    OrderFacts,
    reference=words,
    placed_at=st.just(NOON),
    is_offline=st.booleans(),
    payment_method=st.sampled_from(["cash-on-delivery", "card"]),
    amount_minor=st.integers(0, 2**31),
    currency=st.just("EUR"),
    units=st.integers(0, 9999),
    **dict.fromkeys(("email", "phone", "name", "street", "postcode", "city", "country"), words),
    customer_id=st.none() | st.integers(1, 9),
    customer_since=st.none() | st.datetimes(timezones=st.just(UTC)),
    delivered_before=counts,
    address=st.none() | st.ip_addresses().map(str) | words,
    address_country=st.none() | words,
    address_kind=st.sampled_from([None, "tor", "vpn", "hosting", "relay", "private", "unknown"]),
    device=st.none() | words,
    languages=st.none() | words,
    visit_seconds=st.none() | st.floats(-10, 1e9),
    visit_pages=st.none() | counts,
    visit_product_pages=st.none() | counts,
    trap_hits=st.none() | counts,
    guard_points=st.none() | st.integers(-400, 400),
    failed_payments=st.none() | counts,
    card_result=st.none() | st.sampled_from(["", "ok", "cvc-fail avs-fail", "three-ds-ok"]),
)
matches = st.lists(
    st.builds(
        ListMatch,
        entry_id=st.integers(1, 99),
        subject=st.sampled_from(["address", "cidr", "email", "phone", "device", "country", "asn"]),
        value=words,
        reason=words,
        effect=st.sampled_from(["block", "allow"]),
    ),
    max_size=4,
).map(tuple)


@given(orders, histories, matches)
def test_every_total_is_the_sum_of_what_is_shown(
    facts: OrderFacts, known: History, matched: tuple[ListMatch, ...]
) -> None:
    decision = decided(facts, known, matched)
    assert decision.total == decision.prior + sum(each.points for each in decision.evidence)
    assert decision.score == score(decision.total)
    assert decision == decided(facts, known, matched)


@given(orders, histories, matches, st.builds(CancelRate, cancelled=counts, offline_orders=counts))
def test_only_a_listed_unpaid_order_is_ever_cancelled(
    facts: OrderFacts, known: History, matched: tuple[ListMatch, ...], rate: CancelRate
) -> None:
    decision = decided(facts, known, matched, rate=rate)
    effects = {match.effect for match in matched}
    if decision.recommendation == "shadow-cancel":
        assert facts.is_offline
        assert effects == {"block"}
    if "block" in effects and "allow" not in effects:
        assert decision.level == "red"
    if decision.level == "green":
        assert facts.address or "allow" in effects


WORSE = st.sampled_from(
    [
        {"address_kind": "tor"},
        {"visit_product_pages": 0},
        {"trap_hits": 3},
        {"failed_payments": 9},
        {"visit_seconds": 1.0},
        {"phone": "+40000000000"},
    ]
)


@given(orders, histories, WORSE)
def test_a_worse_fact_never_lowers_the_total(
    facts: OrderFacts, known: History, worse: dict[str, object]
) -> None:
    # From what is not known to what is bad.
    unknown = replace(facts, **{name: "" if name == "phone" else None for name in worse})  # type: ignore[arg-type]
    bad = replace(facts, **worse)  # type: ignore[arg-type]
    assert decided(bad, known).total >= decided(unknown, known).total


@given(
    orders, histories, st.sampled_from(["address", "network", "device", "phone", "delivery", "name"]), counts
)
def test_more_orders_never_lower_the_total(
    facts: OrderFacts, known: History, subject: str, more: int
) -> None:
    before = getattr(known, subject) or Velocity()
    # `orders` stays: beyond ten a subject is a hub, which links nobody. A longer past is what bursts are measured by.
    grown = replace(
        before,
        orders_1h=before.orders_1h + more,
        orders_2h=before.orders_2h + more,
        orders_24h=before.orders_24h + more,
        buyers_24h=before.buyers_24h + more,
        buyers_30d=before.buyers_30d + more,
        names_90d=before.names_90d + more,
    )
    less, much = replace(known, **{subject: before}), replace(known, **{subject: grown})
    assert decided(facts, much).total >= decided(facts, less).total
