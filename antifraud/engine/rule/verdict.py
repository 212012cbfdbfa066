"""Say what the rules in force want of an order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from antifraud.engine.rule.check import read_rule
from antifraud.engine.rule.evaluate import Answer, Question, question
from antifraud.engine.rule.fact import Stored, read_facts
from antifraud.engine.rule.grammar import UnusableRule

type RuleMode = Literal["off", "observe", "enforce"]


class RuleAction(StrEnum):
    """What a rule does. The values are stored and never change."""

    ALLOW = "allow"
    SHADOW_CANCEL = "shadow-cancel"
    HOLD = "hold"
    REQUIRE_CONFIRMATION = "require-confirmation"
    HIDE_PAYMENT_METHOD = "hide-payment-method"
    NOTE = "note"


# The first that is there wins.
PRECEDENCE = tuple(RuleAction)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRule:
    """A rule in force, as the engine knows it."""

    id: int
    revision: int
    title: str
    text: str
    action: RuleAction
    mode: RuleMode
    reason: str
    owner: str = ""
    payment_method: str = ""  # the one to hide


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMatch:
    """A rule that met an order, or could not be asked about it."""

    rule_id: int
    revision: int
    title: str
    action: RuleAction
    mode: RuleMode
    reason: str
    answer: Answer
    missing: tuple[str, ...] = ()
    is_snoozed: bool = False

    @property
    def counts(self) -> bool:
        """Return whether it may change what becomes of the order."""
        return self.answer == Answer.YES and self.mode == "enforce" and not self.is_snoozed


def ask_rules(
    rules: Sequence[LiveRule], stored: Stored, *, snoozed: Collection[int] = ()
) -> tuple[RuleMatch, ...]:
    """Return every rule that met an order or could not be asked; `stored` is what an assessment keeps."""
    asked = [(rule, _readable(rule.text)) for rule in rules if rule.mode != "off"]
    names = tuple(sorted({name for _, each in asked if each for name in each.rule.names}))
    known = read_facts(names, stored)
    matches = []
    for rule, each in asked:
        # A rule that names a fact which is gone since is not sound any more: it is unanswered, and stops nobody.
        answer = each.ask(known) if each else Answer.UNKNOWN
        if answer != Answer.NO:
            matches.append(
                RuleMatch(
                    rule_id=rule.id,
                    revision=rule.revision,
                    title=rule.title,
                    action=rule.action,
                    mode=rule.mode,
                    reason=rule.reason,
                    answer=answer,
                    missing=each.missing(known) if each and answer == Answer.UNKNOWN else (),
                    is_snoozed=rule.id in snoozed,
                )
            )
    return tuple(matches)


def strongest(matches: Sequence[RuleMatch]) -> RuleMatch | None:
    """Return the rule that speaks for all of them, by precedence, then by age."""
    counting = [match for match in matches if match.counts]
    return min(counting, key=lambda each: (PRECEDENCE.index(each.action), each.rule_id), default=None)


def hidden_methods(
    rules: Sequence[LiveRule], facts: Mapping[str, object], *, offered: Sequence[str]
) -> frozenset[str]:
    """Return the payment methods that rules hide at the checkout; the last one is never hidden.

    Only what the checkout page knows is asked: no list, no history, nothing about the address. So two people with the
    same cart and the same delivery country are always offered the same.
    """
    stored = {"facts": facts, "history": {}}
    asking = [rule for rule in rules if rule.action == RuleAction.HIDE_PAYMENT_METHOD]
    hidden = {rule.payment_method for rule in asking if rule.mode == "enforce" and _holds(rule.text, stored)}
    return frozenset(hidden) if set(offered) - hidden else frozenset()


def _holds(text: str, stored: Stored) -> bool:
    try:
        names = read_rule(text, is_at_checkout=True).names
    except UnusableRule:
        return False
    return question(text).ask(read_facts(names, stored)) == Answer.YES


def _readable(text: str) -> Question | None:
    try:
        return question(text)
    except UnusableRule:
        return None
