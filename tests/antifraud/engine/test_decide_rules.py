"""What a merchant's rule does to a decision: it raises, only an allow lowers, and nothing paid is cancelled."""

from dataclasses import replace

import pytest

from antifraud.engine.assessment import Decision, ListMatch, Mode
from antifraud.engine.decide import CancelRate, decide
from antifraud.engine.facts import OrderFacts
from antifraud.engine.rule import Answer, RuleAction, RuleMatch
from tests.antifraud.orders import ORDINARY, POLICY, QUIET, order

BLOCKED = ListMatch(entry_id=12, subject="address", value="198.51.100.7", reason="fakes", effect="block")
ALLOWED = replace(BLOCKED, entry_id=13, effect="allow")
AMBER = order(address_kind="tor", address_country="SE")
PAID = replace(ORDINARY, is_offline=False, payment_method="card")


def met(action: RuleAction, **changes: object) -> RuleMatch:
    return replace(
        RuleMatch(
            rule_id=7,
            revision=1,
            title="Night parcels",
            action=action,
            mode="enforce",
            reason="refused in May",
            answer=Answer.YES,
        ),
        **changes,  # type: ignore[arg-type]  # any field of a match
    )


def decided(
    facts: OrderFacts,
    *ruled: RuleMatch,
    matched: tuple[ListMatch, ...] = (),
    rate: CancelRate = CancelRate(),  # noqa: B008  # a value, never changed
    mode: Mode = "enforce",
) -> Decision:
    return decide(facts, QUIET, matched, policy=POLICY, rate=rate, mode=mode, ruled=ruled)


ALLOW, CANCEL, HOLD = RuleAction.ALLOW, RuleAction.SHADOW_CANCEL, RuleAction.HOLD
CONFIRM, HIDE, NOTE = RuleAction.REQUIRE_CONFIRMATION, RuleAction.HIDE_PAYMENT_METHOD, RuleAction.NOTE
RULE = "Rule #7 “Night parcels”"
CASES = {
    "an allow clears what the score would hold": (
        decided(AMBER, met(ALLOW)),
        ("green", "clear", False, f"{RULE} allows it: refused in May"),
    ),
    "an allow beats a block entry": (
        decided(ORDINARY, met(ALLOW), matched=(BLOCKED,)),
        ("green", "clear", False, f"{RULE} allows it: refused in May"),
    ),
    "an allow beats every other rule": (
        decided(ORDINARY, met(CANCEL, rule_id=1), met(ALLOW)),
        ("green", "clear", False, f"{RULE} allows it: refused in May"),
    ),
    "a shadow-cancel cancels what is not paid in advance": (
        decided(ORDINARY, met(CANCEL)),
        ("red", "shadow-cancel", False, f"{RULE} meets it, and it is not paid in advance."),
    ),
    "a shadow-cancel holds what is paid": (
        decided(PAID, met(CANCEL)),
        ("amber", "hold", False, f"{RULE} would cancel it, but a paid order is never cancelled by a machine."),
    ),
    "a shadow-cancel holds what a trusted customer ordered": (
        decided(replace(ORDINARY, delivered_before=3), met(CANCEL)),
        ("amber", "hold", False, f"{RULE} would cancel it, but the customer has 3 delivered orders."),
    ),
    "a shadow-cancel rests with the breaker": (
        decided(ORDINARY, met(CANCEL), rate=CancelRate(cancelled=5, offline_orders=20)),
        (
            "amber",
            "hold",
            False,
            f"{RULE} would cancel it, but silent cancelling has paused itself: it took 5 orders in 24 hours.",
        ),
    ),
    "the list speaks first where it cancels already": (
        decided(ORDINARY, met(CANCEL), matched=(BLOCKED,)),
        ("red", "shadow-cancel", False, "Matches block entry #12 and is not paid in advance."),
    ),
    "a hold raises a green order": (
        decided(ORDINARY, met(HOLD)), ("amber", "hold", False, f"{RULE} holds it: refused in May"),
    ),
    "a hold lowers no cancel": (
        decided(ORDINARY, met(HOLD), matched=(BLOCKED,)),
        ("red", "shadow-cancel", False, "Matches block entry #12 and is not paid in advance."),
    ),
    "a confirmation is asked for where nothing else holds": (
        decided(ORDINARY, met(CONFIRM)),
        ("amber", "hold", True, f"{RULE} asks for a confirmation: refused in May"),
    ),
    "a confirmation opens no order that the score holds": (
        decided(AMBER, met(CONFIRM)), ("amber", "hold", False, "Score 28 of 100: worth a look."),
    ),
    "a hold beats a confirmation": (
        decided(ORDINARY, met(CONFIRM, rule_id=1), met(HOLD)),
        ("amber", "hold", False, f"{RULE} holds it: refused in May"),
    ),
    "a note changes nothing": (
        decided(ORDINARY, met(NOTE)), ("green", "clear", False, "Score 2 of 100: nothing that worries."),
    ),
    "hiding a payment method changes no order": (
        decided(ORDINARY, met(HIDE)), ("green", "clear", False, "Score 2 of 100: nothing that worries."),
    ),
    "the allow list beats a shadow-cancel": (
        decided(ORDINARY, met(CANCEL), matched=(ALLOWED,)),
        ("green", "clear", False, "Matches allow entry #13."),
    ),
    "an observing rule changes nothing": (
        decided(ORDINARY, met(CANCEL, mode="observe")),
        ("green", "clear", False, "Score 2 of 100: nothing that worries."),
    ),
    "an unanswered rule changes nothing": (
        decided(ORDINARY, met(CANCEL, answer=Answer.UNKNOWN)),
        ("green", "clear", False, "Score 2 of 100: nothing that worries."),
    ),
    "a snoozed rule changes nothing": (
        decided(ORDINARY, met(CANCEL, is_snoozed=True)),
        ("green", "clear", False, "Score 2 of 100: nothing that worries."),
    ),
    "an observing shop acts on no rule": (
        decided(ORDINARY, met(CONFIRM), mode="observe"),
        ("amber", "clear", False, f"Only observing. {RULE} asks for a confirmation: refused in May"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("decision", "expected"), CASES.values(), ids=CASES.keys())
def test_a_rule_raises_and_only_an_allow_lowers(
    decision: Decision, expected: tuple[str, str, bool, str]
) -> None:
    assert (
        decision.level,
        decision.recommendation,
        decision.asks_confirmation,
        decision.sentence,
    ) == expected


def test_a_rule_adds_no_points_to_the_score() -> None:
    assert decided(ORDINARY, met(HOLD)).total == decided(ORDINARY).total
