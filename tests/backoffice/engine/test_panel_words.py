"""Points as odds, what of an order can be blocked, and what changed between two judgements."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from antifraud.engine.assessment import AssessmentView, ListMatch
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from backoffice.engine.blockable import blockable
from backoffice.engine.difference import Change, difference
from backoffice.engine.wording import odds
from scorecard import Evidence

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FACTS = OrderFacts(
    reference="A",
    placed_at=NOW,
    is_offline=False,
    payment_method="card",
    amount_minor=9490,
    currency="EUR",
    units=2,
    email="ada@example.com",
    phone="",
    name="Ada",
    street="Hauptstr. 1",
    postcode="10827",
    city="Berlin",
    country="DE",
)
FIRST = AssessmentView(
    id=1,
    reference="A",
    level="green",
    prior=-150,
    total=-110,
    score=7,
    evidence=(Evidence(code="ip-country-ship", points=40, sentence="Ordered from RO, ships to DE"),),
    unchecked=(),
    matched=(),
    recommendation="clear",
    would="clear",
    sentence="",
    mode="enforce",
    versions={"policy": "1"},
    facts=FACTS,
    history=History(),
    duration_us=1,
    assessed_at=NOW,
)


@pytest.mark.parametrize(
    ("points", "told"),
    [(0, "×1.0"), (30, "×2.0"), (100, "×10"), (-30, "÷2.0"), (-90, "÷7.9"), (170, "×50")],
)
def test_odds(points: int, told: str) -> None:
    assert odds(points) == told


@pytest.mark.parametrize(
    ("address", "phone", "device", "names"),
    [
        pytest.param(
            "203.0.113.9",
            "+4915112345678",
            "abcdef",
            "address range email phone device delivery",
            id="everything is known",
        ),
        pytest.param(None, "", None, "email delivery", id="little is known"),
        pytest.param(None, "", "<x>", "email delivery", id="a device no list can hold"),
    ],
)
def test_blockable(address: str | None, phone: str, device: str | None, names: str) -> None:
    found = blockable(
        address=address,
        email="ada@example.com",
        phone=phone,
        device=device,
        delivery="DE Hauptstr. 1 10827 Berlin",
    )
    assert " ".join(each.name for each in found) == names


def test_an_ipv6_range_is_the_48() -> None:
    found = blockable(address="2001:db8:1:2::3", email="", phone="", device=None, delivery="")
    assert [each.written for each in found] == ["2001:db8:1:2::3", "2001:db8:1::/48"]


def test_the_same_judgement_twice_shows_no_difference() -> None:
    assert difference(replace(FIRST, id=2, assessed_at=NOW + timedelta(hours=1)), FIRST).is_empty


def test_what_changed_is_named_with_both_sides() -> None:
    match = ListMatch(entry_id=7, subject="email", value="ada@example.com", reason="", effect="block")
    second = replace(
        FIRST,
        id=2,
        level="red",
        would="hold",
        total=60,
        evidence=(Evidence(code="cvc-fail", points=210, sentence="Security code did not match"),),
        matched=(match,),
        versions={"policy": "2"},
        facts=replace(FACTS, card_result="cvc-fail"),
    )
    found = difference(second, FIRST)
    assert found.total == 170
    assert found.reasons == (
        Change(name="ip-country-ship", before="+40 points: Ordered from RO, ships to DE", after="nothing"),
        Change(name="cvc-fail", before="nothing", after="+210 points: Security code did not match"),
    )
    assert found.facts == (Change(name="card_result", before="not known", after="cvc-fail"),)
    assert [(each.name, each.before, each.after) for each in found.others] == [
        ("level", "green", "red"),
        ("recommended", "clear", "hold"),
        ("entry #7", "nothing", "block ada@example.com"),
        ("policy", "1", "2"),
    ]
