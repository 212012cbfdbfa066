"""Judge a stored order again, by what is in force today: as it was, with something changed, or with another rule.

Lists are asked as they were: no change that is asked about touches what a list holds. How much silent cancelling had
taken in those hours is not stored. So it counts as awake, except where the order only comes out as it did while it
rested.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from antifraud.engine.assessment import AssessmentView, Level
from antifraud.engine.decide import CancelRate, conclude
from antifraud.engine.explanation.told import Result
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.listed import LIST_CODES
from antifraud.engine.policy import Policy
from antifraud.engine.rule import LiveRule, RuleMatch, ask_rules
from antifraud.engine.rule.form import stored_form
from antifraud.engine.signal import SIGNALS, judge
from antifraud.engine.subject import parse_address
from scorecard import Evidence, Verdict

RESTING = CancelRate(cancelled=2**31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What is in force today; the fingerprints tell whether it is what an order was judged by."""

    policy: Policy
    policy_fingerprint: str
    rules: tuple[LiveRule, ...] = ()
    rules_fingerprint: str = "none"
    snoozed: frozenset[int] = frozenset()  # rules that leave this customer alone
    met: tuple[LiveRule, ...] = ()  # the rules an order met, as they read today, in force or not


def own_total(view: AssessmentView) -> int:
    """Return the total without what lists weigh."""
    return view.total - sum(each.points for each in view.evidence if each.code in LIST_CODES)


def by_score(total: int, facts: OrderFacts, policy: Policy) -> Result:
    """Return what a total comes to, as it would be without lists and rules."""
    level = level_of(total, facts, policy)
    return Result(level=level, would="clear" if level == "green" else "hold")


def level_of(total: int, facts: OrderFacts, policy: Policy) -> Level:
    """Return the level of a total, as it would be without lists and rules."""
    if total >= policy.red:
        return "red"
    if total >= policy.amber:
        return "amber"
    return "green" if parse_address(facts.address) else "grey"


def weighed(facts: OrderFacts, history: History, policy: Policy) -> int:
    """Return what all signals together weigh."""
    found = (judge(signal, facts, history, card=policy.card) for signal in SIGNALS)
    return sum(each.points for each in found if isinstance(each, Evidence))


def asked_again(facts: OrderFacts, history: History, today: Today) -> tuple[RuleMatch, ...]:
    """Return what the rules in force say of an order."""
    return ask_rules(today.rules, stored_form(facts, history), snoozed=today.snoozed)


def by_all(
    view: AssessmentView,
    *,
    today: Today,
    facts: OrderFacts | None = None,
    difference: int = 0,
    ruled: Iterable[RuleMatch] | None = None,
) -> Result:
    """Return what an order comes to by score, lists and rules, with other facts, points or rules where given."""
    same = _concluded(view, view.facts, 0, view.rules, today.policy, CancelRate())
    rate = CancelRate() if same.would == view.would else RESTING
    spoken = view.rules if ruled is None else tuple(ruled)
    return _concluded(view, facts or view.facts, difference, spoken, today.policy, rate)


def _concluded(
    view: AssessmentView,
    facts: OrderFacts,
    difference: int,
    ruled: tuple[RuleMatch, ...],
    policy: Policy,
    rate: CancelRate,
) -> Result:
    verdict = Verdict(prior=view.prior + difference, evidence=view.evidence, unchecked=view.unchecked)
    found = conclude(verdict, facts, view.matched, policy=policy, rate=rate, ruled=ruled)
    return Result(level=found.level, would=found.would, asks_confirmation=found.asks_confirmation)
