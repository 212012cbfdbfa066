"""Say which of the shop's rules fitted an order, in what mode, and what it would have come to without them."""

from dataclasses import replace

from antifraud.engine.assessment import AssessmentView
from antifraud.engine.explanation.again import Today, by_all
from antifraud.engine.explanation.told import RuleTold
from antifraud.engine.rule import (
    FACTS,
    Answer,
    LiveRule,
    RuleAction,
    RuleMatch,
    UnusableRule,
    in_words,
    read_rule,
)

ACTIONS: dict[RuleAction, str] = {
    RuleAction.ALLOW: "lets an order go its way",
    RuleAction.SHADOW_CANCEL: "cancels an order without telling the shopper, where nothing was paid",
    RuleAction.HOLD: "lets a person look at an order",
    RuleAction.REQUIRE_CONFIRMATION: "asks the shopper whether they meant the order",
    RuleAction.HIDE_PAYMENT_METHOD: "hides a way to pay at the checkout",
    RuleAction.NOTE: "only writes itself down",
}


def rules_told(view: AssessmentView, *, today: Today) -> tuple[RuleTold, ...]:
    """Return every rule that fitted an order or could not be asked about it, the oldest first."""
    known = {(rule.id, rule.revision): rule for rule in today.met}
    return tuple(
        RuleTold(
            sentence=_sentence(match),
            condition=_condition(known.get((match.rule_id, match.revision))),
            effect=_effect(match, view, today),
        )
        for match in view.rules
    )


def _sentence(match: RuleMatch) -> str:
    mode = "in force" if match.mode == "enforce" else "only watching"
    answer = "fitted" if match.answer == Answer.YES else "could not be asked"
    return f"Rule “{match.title}”, {mode}, {answer}. It {ACTIONS[match.action]}: {match.reason}"


def _condition(rule: LiveRule | None) -> str:
    if rule is None:
        return ""
    try:
        return in_words(read_rule(rule.text).tree)
    except UnusableRule:
        return ""  # it names facts that are gone


def _effect(match: RuleMatch, view: AssessmentView, today: Today) -> str:
    if match.answer != Answer.YES:
        missing = ", ".join(FACTS[name].noun if name in FACTS else name for name in match.missing)
        return f"It changed nothing. Not known: {missing}." if missing else "It changed nothing."
    if match.is_snoozed:
        return "It is put aside for this customer, and changed nothing."
    others = [rule for rule in view.rules if rule is not match]
    result = by_all(view, today=today)
    if match.counts:
        without = by_all(view, today=today, ruled=others)
        if without == result:
            return "Without it the result would have been the same."
        return f"Without it: {without.words}"
    in_force = by_all(view, today=today, ruled=[*others, replace(match, mode="enforce")])
    if in_force == result:
        return "It changed nothing, and would not have in force."
    return f"It changed nothing. In force: {in_force.words}"
