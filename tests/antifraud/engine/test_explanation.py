"""An explanation adds up, asks "what if" truly, and does not tell a listed person from another."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any  # any field of the facts may be changed

import pytest

from antifraud.engine.assessment import AssessmentView, Level, ListMatch
from antifraud.engine.explanation import CHANGES, DATA, PROCEDURE, explain, level_of
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History, Velocity
from antifraud.engine.listed import LIST_CODES, listed_evidence
from antifraud.engine.signal import SIGNALS, judge
from scorecard import Unchecked, weigh
from tests.antifraud.orders import NOON, ORDINARY, POLICY, QUIET, history, order

ENTRY = ListMatch(entry_id=12, subject="address", value="198.51.100.7", reason="fake orders", effect="block")
WORRYING = order(
    address_country="BG",
    address_kind="hosting",
    customer_id=5,
    customer_since=NOON - timedelta(seconds=30),
)


def judged(facts: OrderFacts, past: History = QUIET, *matched: ListMatch) -> AssessmentView:
    """Return the assessment of an order as it is stored."""
    found = [judge(signal, facts, past, card=POLICY.card) for signal in SIGNALS]
    verdict = weigh(found + list(listed_evidence(matched, card=POLICY.card)), prior=POLICY.card.prior)
    level: Level = "red" if matched else level_of(verdict.total, facts, POLICY)
    return AssessmentView(
        id=1,
        reference=facts.reference,
        level=level,
        prior=verdict.prior,
        total=verdict.total,
        score=verdict.score,
        evidence=verdict.evidence,
        unchecked=verdict.unchecked,
        matched=matched,
        recommendation="hold",
        would="hold",
        sentence="Matches block entry #12 and is not paid in advance.",
        mode="enforce",
        versions={"policy": "abc"},
        facts=facts,
        history=past,
        duration_us=1,
        assessed_at=NOON,
    )


@pytest.mark.parametrize("is_full", [True, False])
@pytest.mark.parametrize(
    ("facts", "past"),
    [
        pytest.param(ORDINARY, QUIET, id="an ordinary order"),
        pytest.param(WORRYING, QUIET, id="an order with much against it"),
        pytest.param(order(address=None, address_kind=None), QUIET, id="an order without an address"),
        pytest.param(ORDINARY, History(), id="an order nothing is known around"),
        pytest.param(ORDINARY, history(address=Velocity(orders_1h=9)), id="an order among many"),
    ],
)
def test_start_and_reasons_are_the_total(facts: OrderFacts, past: History, is_full: bool) -> None:
    told = explain(judged(facts, past, ENTRY), policy=POLICY, fingerprint="abc", is_full=is_full)
    assert told.start + sum(each.points for each in told.against + told.in_favour) == told.total
    assert all(each.points > 0 for each in told.against)


def test_who_is_listed_reads_what_everybody_reads() -> None:
    clean, listed = judged(WORRYING), judged(WORRYING, QUIET, ENTRY)
    tell = {"policy": POLICY, "fingerprint": "abc"}
    assert explain(listed, **tell, is_full=False) == explain(clean, **tell, is_full=False)  # type: ignore[arg-type]
    full = explain(listed, **tell, is_full=True)  # type: ignore[arg-type]
    assert full.lists == ("A list of the shop's people has held 198.51.100.7 (address): fake orders",)
    assert full.decision == "Matches block entry #12 and is not paid in advance."
    assert any(each.code in LIST_CODES for each in full.against)


def test_every_what_if_is_what_judging_the_changed_order_says() -> None:
    facts = WORRYING
    told = explain(judged(facts), policy=POLICY, fingerprint="abc", is_full=True)
    asked = dict(CHANGES)
    assert told.what_if
    for answer in told.what_if:
        changed = asked[answer.sentence](facts, QUIET)
        assert changed is not None
        again = judged(*changed)
        assert (answer.score, answer.level) == (again.score, again.level)
        assert answer.is_change == (again.level != told.level)


@pytest.mark.parametrize(
    ("changes", "sentence", "is_change"),
    [
        pytest.param(
            {"address_country": "BG"},
            "If it had been delivered to the country it was ordered from",
            False,
            id="one small reason changes the score and not the result",
        ),
        pytest.param(
            {"customer_id": 5, "customer_since": NOON - timedelta(seconds=5), "guard_points": 0},
            "If the account had been a year old",
            True,
            id="an account of five seconds is all that stood in the way",
        ),
    ],
)
def test_what_would_have_changed(changes: dict[str, Any], sentence: str, is_change: bool) -> None:
    told = explain(judged(order(**changes)), policy=POLICY, fingerprint="abc", is_full=False)
    found = {answer.sentence: answer for answer in told.what_if}
    assert found[sentence].is_change is is_change


def test_the_least_is_the_least() -> None:
    view = judged(WORRYING)
    told = explain(view, policy=POLICY, fingerprint="abc", is_full=False)
    named = [each for each in told.against if each.sentence in told.least]
    assert named
    without = view.total - sum(each.points for each in named)
    assert without < POLICY.amber
    assert without + min(each.points for each in named) >= POLICY.amber
    assert explain(judged(ORDINARY), policy=POLICY, fingerprint="abc", is_full=False).least == ""


def test_what_was_known_is_told_and_what_was_not_is_left_out() -> None:
    told = explain(judged(ORDINARY), policy=POLICY, fingerprint="abc", is_full=False)
    said = {each.name: each.value for each in told.data}
    assert said["E-mail"] == "maria.ionescu@example.com"
    assert said["Placed at"] == "2026-03-03 12:00:00 UTC"
    assert "Account since" not in said
    assert told.procedure == PROCEDURE


def test_each_fact_is_named_in_words() -> None:
    assert set(DATA) <= {field.name for field in fields(OrderFacts)}


def test_each_change_changes_something_of_some_order() -> None:
    odd = replace(
        WORRYING,
        visit_seconds=2.0,
        trap_hits=1,
        failed_payments=3,
        amount_minor=90_000,
    )
    busy = history(
        **{name: Velocity(orders=9) for name in ("address", "device", "email", "phone", "delivery", "name")}
    )
    for sentence, change in CHANGES:
        changed = change(odd, busy)
        assert changed is not None, sentence
        assert changed != (odd, busy), sentence


def test_another_policy_is_said() -> None:
    assert explain(judged(ORDINARY), policy=POLICY, fingerprint="abc", is_full=False).is_by_todays_policy
    assert not explain(judged(ORDINARY), policy=POLICY, fingerprint="new", is_full=False).is_by_todays_policy


def test_open_questions_are_told() -> None:
    view = replace(
        judged(ORDINARY), unchecked=(Unchecked(code="x", sentence="No phone was given"),), evidence=()
    )
    view = replace(view, total=view.prior)
    told = explain(view, policy=POLICY, fingerprint="abc", is_full=False)
    assert told.unchecked == ("No phone was given",)
    assert told.against == ()
