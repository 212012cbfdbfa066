"""An explanation adds up, asks "what if" truly, and does not tell who is on a list or met by a rule from another."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any  # any field of the facts may be changed

import pytest

from antifraud.engine.assessment import AssessmentView, Level, ListMatch
from antifraud.engine.explanation import PROCEDURE, Explanation, Today, explain
from antifraud.engine.explanation.again import by_all, level_of
from antifraud.engine.explanation.change import CHANGES
from antifraud.engine.explanation.datum import DATA
from antifraud.engine.explanation.told import Result
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History, Velocity
from antifraud.engine.listed import LIST_CODES, listed_evidence
from antifraud.engine.rule import Answer, LiveRule, RuleAction, RuleMatch
from antifraud.engine.signal import SIGNALS, judge
from scorecard import Unchecked, weigh
from tests.antifraud.orders import NOON, ORDINARY, POLICY, QUIET, history, order

TODAY = Today(policy=POLICY, policy_fingerprint="abc")
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
    told = explain(judged(facts, past, ENTRY), today=TODAY, is_full=is_full)
    assert told.start + sum(each.points for each in told.against + told.in_favour) == told.total
    assert all(each.points > 0 for each in told.against)


def test_who_is_listed_reads_what_everybody_reads() -> None:
    clean, listed = judged(WORRYING), judged(WORRYING, QUIET, ENTRY)
    assert explain(listed, today=TODAY, is_full=False) == explain(clean, today=TODAY, is_full=False)
    full = explain(listed, today=TODAY, is_full=True)
    assert full.lists == ("A list of the shop's people has held 198.51.100.7 (address): fake orders",)
    assert full.decision == "Matches block entry #12 and is not paid in advance."
    assert any(each.code in LIST_CODES for each in full.against)


def test_every_what_if_is_what_judging_the_changed_order_says() -> None:
    facts = WORRYING
    told = explain(judged(facts), today=TODAY, is_full=True)
    asked = dict(CHANGES)
    assert told.what_if
    for answer in told.what_if:
        changed = asked[answer.sentence](facts, QUIET)
        assert changed is not None
        again = judged(*changed)
        assert (answer.score, answer.result.level) == (again.score, again.level)
        assert answer.is_change == (again.level != told.result.level)


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
    told = explain(judged(order(**changes)), today=TODAY, is_full=False)
    found = {answer.sentence: answer for answer in told.what_if}
    assert found[sentence].is_change is is_change


def test_the_least_is_the_least() -> None:
    view = judged(WORRYING)
    told = explain(view, today=TODAY, is_full=False)
    named = [each for each in told.against if each.sentence in told.least]
    assert named
    without = view.total - sum(each.points for each in named)
    assert without < POLICY.amber
    assert without + min(each.points for each in named) >= POLICY.amber
    assert explain(judged(ORDINARY), today=TODAY, is_full=False).least == ""


def test_what_was_known_is_told_and_what_was_not_is_left_out() -> None:
    told = explain(judged(ORDINARY), today=TODAY, is_full=False)
    said = {each.name: each.value for each in told.data}
    assert said["E-mail"] == "maria.ionescu@example.com"
    assert said["Placed at"] == "2026-03-03 12:00:00 UTC"
    assert "Account since" not in said
    assert told.procedure == PROCEDURE


def test_each_fact_is_named_in_words() -> None:
    assert set(DATA) == {field.name for field in fields(OrderFacts)}


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
    assert explain(judged(ORDINARY), today=TODAY, is_full=False).is_by_todays_policy
    assert not explain(
        judged(ORDINARY), today=replace(TODAY, policy_fingerprint="new"), is_full=False
    ).is_by_todays_policy


def test_open_questions_are_told() -> None:
    view = replace(
        judged(ORDINARY), unchecked=(Unchecked(code="x", sentence="No phone was given"),), evidence=()
    )
    view = replace(view, total=view.prior)
    told = explain(view, today=TODAY, is_full=False)
    assert told.unchecked == ("No phone was given",)
    twice = replace(view, unchecked=(*view.unchecked, Unchecked(code="y", sentence="No phone was given")))
    assert explain(twice, today=TODAY, is_full=False).unchecked == told.unchecked
    assert told.against == ()


# What the shop's rules said

RULE = LiveRule(
    id=7,
    revision=2,
    title="Two pieces at noon",
    text="order.units == 2",
    action=RuleAction.HOLD,
    mode="enforce",
    reason="refused in May",
)
NOTE = replace(RULE, id=9, title="A note", action=RuleAction.NOTE)
MET = RuleMatch(
    rule_id=7,
    revision=2,
    title="Two pieces at noon",
    action=RuleAction.HOLD,
    mode="enforce",
    reason="refused in May",
    answer=Answer.YES,
)
CLEAR = "Nothing that worries: the order goes its way."
LOOK = "Worth a look: a person looks at the order before it is sent."
CANCEL = "Likely fraud: the order is cancelled, and the shopper is not told."


def ruled(*rules: RuleMatch, matched: tuple[ListMatch, ...] = (), would: str = "hold") -> AssessmentView:
    """Return the assessment of an ordinary order that rules met."""
    view = replace(judged(ORDINARY, QUIET, *matched), rules=rules, versions={"policy": "abc", "rules": "r1"})
    return replace(view, level="amber" if would == "hold" else "green", would=would)  # type: ignore[arg-type]


def full(view: AssessmentView, *rules: LiveRule) -> Explanation:
    """Return the full explanation while these rules are in force."""
    return explain(view, today=replace(TODAY, rules=rules, met=rules, rules_fingerprint="r1"), is_full=True)


SNOOZED = replace(MET, is_snoozed=True)
UNASKED = replace(MET, answer=Answer.UNKNOWN, missing=("address.country", "gone.since"))
WATCHING = replace(MET, mode="observe")
CANCELLING = replace(MET, action=RuleAction.SHADOW_CANCEL)


@pytest.mark.parametrize(
    ("view", "sentence", "effect"),
    [
        pytest.param(
            ruled(MET),
            "Rule “Two pieces at noon”, in force, fitted. It lets a person look at an order: refused in May",
            f"Without it: {CLEAR}",
            id="a rule that held the order",
        ),
        pytest.param(
            ruled(MET, replace(MET, rule_id=8)),
            "Rule “Two pieces at noon”, in force, fitted. It lets a person look at an order: refused in May",
            "Without it the result would have been the same.",
            id="one of two rules that held it",
        ),
        pytest.param(
            ruled(replace(MET, action=RuleAction.ALLOW), matched=(ENTRY,), would="clear"),
            "Rule “Two pieces at noon”, in force, fitted. It lets an order go its way: refused in May",
            f"Without it: {CANCEL}",
            id="a rule that stood before a list",
        ),
        pytest.param(
            ruled(WATCHING, would="clear"),
            "Rule “Two pieces at noon”, only watching, fitted. It lets a person look at an order: refused in May",
            f"It changed nothing. In force: {LOOK}",
            id="a rule that only watches and would have held it",
        ),
        pytest.param(
            ruled(replace(WATCHING, action=RuleAction.NOTE), would="clear"),
            "Rule “Two pieces at noon”, only watching, fitted. It only writes itself down: refused in May",
            "It changed nothing, and would not have in force.",
            id="a rule that only watches and would have changed nothing",
        ),
        pytest.param(
            ruled(SNOOZED, would="clear"),
            "Rule “Two pieces at noon”, in force, fitted. It lets a person look at an order: refused in May",
            "It is put aside for this customer, and changed nothing.",
            id="a rule put aside for the customer",
        ),
        pytest.param(
            ruled(UNASKED, would="clear"),
            "Rule “Two pieces at noon”, in force, could not be asked. It lets a person look at an order: "
            "refused in May",
            "It changed nothing. Not known: the country of the address, gone.since.",
            id="a rule that could not be asked",
        ),
    ],
)
def test_each_rule_is_told_with_its_mode_and_what_it_changed(
    view: AssessmentView, sentence: str, effect: str
) -> None:
    told = full(view, RULE).rules[0]
    assert (told.sentence, told.effect) == (sentence, effect)
    assert told.condition == "the number of things ordered is 2"


def test_a_rule_that_reads_otherwise_by_now_is_not_put_in_words() -> None:
    assert full(ruled(MET), replace(RULE, revision=3)).rules[0].condition == ""
    assert full(ruled(MET)).rules[0].condition == ""


def test_what_would_have_changed_counts_rules() -> None:
    # Held by a rule alone: by the score nothing would have had to change, and one piece less goes its way.
    told = full(ruled(MET), RULE)
    assert told.result == Result(level="amber", would="hold")
    assert told.is_by_todays_rules
    one = replace(ruled(MET), facts=order(amount_minor=9_000))
    answers = {each.sentence: each for each in full(one, RULE).what_if}
    answer = answers["If it had been one piece, at the amount half of the shop's orders stay below"]
    assert answer.is_change
    assert answer.result.words == CLEAR
    paid = answers.get("If the order had been paid by card")
    assert paid is None or not paid.is_change


def test_who_is_met_by_a_rule_reads_what_everybody_reads() -> None:
    met, clean = ruled(MET, CANCELLING), ruled(would="clear")
    today = replace(TODAY, rules=(RULE, NOTE), met=(RULE,), rules_fingerprint="r2")
    told = explain(met, today=today, is_full=False)
    assert told == explain(clean, today=today, is_full=False)
    assert "noon" not in repr(told)
    assert told.is_by_todays_rules
    assert not explain(met, today=today, is_full=True).is_by_todays_rules


def test_a_silent_cancel_that_rested_is_still_resting_when_asked_again() -> None:
    # Judged while silent cancelling had paused itself: held, though a rule would have cancelled.
    view = ruled(CANCELLING)
    assert by_all(view, today=TODAY).would == "hold"
    assert by_all(replace(view, level="red", would="shadow-cancel"), today=TODAY).words == CANCEL


def test_the_fewest_reasons_are_said_to_be_by_the_score_where_a_rule_spoke() -> None:
    view = judged(WORRYING)
    assert full(view).least.startswith("Without this the order")
    assert full(replace(view, rules=(MET,)), RULE).least.startswith(
        "By the score alone, without this the order"
    )


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        pytest.param("enforce", LOOK, id="what was done"),
        pytest.param(
            "observe",
            f"The checks only watched. They said: {LOOK}",
            id="what would have been done",
        ),
        pytest.param("off", "The checks were switched off.", id="nothing was asked"),
    ],
)
def test_the_result_says_whether_anything_was_to_come_of_it(mode: str, words: str) -> None:
    view = replace(ruled(MET), mode=mode)  # type: ignore[arg-type]
    told = full(view, RULE)
    assert told.sentence == words
    assert (told.what_if == ()) is (mode == "off")
