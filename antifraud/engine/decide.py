"""Decide on one order: weigh its signals and list matches, name a level, recommend."""

from dataclasses import dataclass, replace

from antifraud.engine.assessment import Decision, Level, ListMatch, Mode, Recommendation
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.listed import listed_evidence
from antifraud.engine.policy import Policy
from antifraud.engine.rule.verdict import RuleAction, RuleMatch, strongest
from antifraud.engine.signal import SIGNALS, judge
from antifraud.engine.subject import parse_address
from scorecard import Verdict, weigh


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRate:
    """What silent cancelling did in the last 24 hours, and of that in the last one; other orders only."""

    cancelled: int = 0
    offline_orders: int = 0
    cancelled_in_hour: int = 0


SWITCHED_OFF = Decision(
    level="grey",
    prior=0,
    total=0,
    score=50,
    evidence=(),
    unchecked=(),
    recommendation="clear",
    would="clear",
    sentence="Fraud checks are switched off.",
)


def decide(
    facts: OrderFacts,
    history: History,
    matched: tuple[ListMatch, ...],
    *,
    policy: Policy,
    rate: CancelRate,
    mode: Mode,
    ruled: tuple[RuleMatch, ...] = (),
) -> Decision:
    """Return the decision on an order; the same values always give the same one."""
    if mode == "off":
        return SWITCHED_OFF
    found = [judge(signal, facts, history, card=policy.card) for signal in SIGNALS]
    verdict = weigh(found + list(listed_evidence(matched, card=policy.card)), prior=policy.card.prior)
    decision = conclude(verdict, facts, matched, policy=policy, rate=rate, ruled=ruled)
    if mode == "observe" and decision.would != "clear":
        return replace(
            decision,
            recommendation="clear",
            asks_confirmation=False,
            sentence=f"Only observing. {decision.sentence}",
        )
    return decision


def conclude(
    verdict: Verdict,
    facts: OrderFacts,
    matched: tuple[ListMatch, ...],
    *,
    policy: Policy,
    rate: CancelRate,
    ruled: tuple[RuleMatch, ...] = (),
) -> Decision:
    """Return what enforcing makes of weighed signals, list matches and rules."""
    level = _level(verdict, facts, matched, policy)
    would, sentence = _recommend(verdict, level, facts, matched, policy, rate)
    spoken = None if _has(matched, "allow") else strongest(ruled)
    asks = False
    if spoken is not None:
        level, would, sentence, asks = _follow(spoken, level, would, sentence, facts, policy, rate)
    return Decision(
        level=level,
        prior=verdict.prior,
        total=verdict.total,
        score=verdict.score,
        evidence=verdict.evidence,
        unchecked=verdict.unchecked,
        recommendation=would,
        would=would,
        sentence=sentence,
        asks_confirmation=asks,
    )


def paused(rate: CancelRate, *, policy: Policy) -> str:
    """Return why silent cancelling rests for now, or nothing when it does not."""
    if rate.cancelled >= policy.cancels_allowed(offline_orders=rate.offline_orders):
        return f"it took {rate.cancelled} orders in 24 hours"
    if rate.cancelled_in_hour >= policy.breaker_hourly:
        return f"it took {rate.cancelled_in_hour} orders within an hour"
    return ""


def _level(verdict: Verdict, facts: OrderFacts, matched: tuple[ListMatch, ...], policy: Policy) -> Level:
    if _has(matched, "allow"):
        return "green"
    if _has(matched, "block") or verdict.total >= policy.red:
        return "red"
    if verdict.total >= policy.amber:
        return "amber"
    return "green" if is_evaluated(facts) else "grey"


def is_evaluated(facts: OrderFacts) -> bool:
    """Return whether enough could be asked for silence to be good news.

    Half of what is asked hangs on the address; staff who take an order by hand speak with its buyer instead.
    """
    return facts.is_hand_taken or parse_address(facts.address) is not None


def _recommend(
    verdict: Verdict,
    level: Level,
    facts: OrderFacts,
    matched: tuple[ListMatch, ...],
    policy: Policy,
    rate: CancelRate,
) -> tuple[Recommendation, str]:
    """Recommend, by precedence: allowed, listed, then the level. Nothing is cancelled on a score alone."""
    if _has(matched, "allow"):
        return "clear", f"Matches allow entry {_entries(matched, 'allow')}."
    if _has(matched, "block"):
        return _recommend_listed(verdict, facts, matched, policy, rate)
    match level:
        case "red":
            return "hold", f"Score {verdict.score} of 100: look before shipping."
        case "amber":
            return "hold", f"Score {verdict.score} of 100: worth a look."
        case "grey":
            return "hold", "Not evaluated: the order came without a client address."
    return "clear", f"Score {verdict.score} of 100: nothing that worries."


def _recommend_listed(
    verdict: Verdict,
    facts: OrderFacts,
    matched: tuple[ListMatch, ...],
    policy: Policy,
    rate: CancelRate,
) -> tuple[Recommendation, str]:
    entries = f"Matches block entry {_entries(matched, 'block')}"
    if not facts.is_offline:
        # Paid online, so the money is there: what counts is everything but the list.
        rest = verdict.total - sum(each.points for each in listed_evidence(matched, card=policy.card))
        if rest >= policy.amber:
            return "hold", f"{entries}, is paid online, and has other reasons to look."
        return "clear", f"{entries}, but is paid online and nothing else speaks against it."
    if kept_back := _kept_back(facts, policy, rate):
        return "hold", f"{entries}, but {kept_back}."
    return "shadow-cancel", f"{entries} and is not paid in advance."


def _follow(
    spoken: RuleMatch,
    level: Level,
    would: Recommendation,
    sentence: str,
    facts: OrderFacts,
    policy: Policy,
    rate: CancelRate,
) -> tuple[Level, Recommendation, str, bool]:
    """Do what the strongest rule says. Only an allow lowers; every other rule leaves what is stricter as it is."""
    says = f"Rule #{spoken.rule_id} “{spoken.title}”"
    match spoken.action:
        case RuleAction.ALLOW:
            return "green", "clear", f"{says} allows it: {spoken.reason}", False
        case RuleAction.SHADOW_CANCEL if would != "shadow-cancel":
            kept_back = _kept_back(facts, policy, rate)
            if kept_back:
                return _worried(level), "hold", f"{says} would cancel it, but {kept_back}.", False
            return "red", "shadow-cancel", f"{says} meets it, and it is not paid in advance.", False
        case RuleAction.HOLD if would == "clear":
            return _worried(level), "hold", f"{says} holds it: {spoken.reason}", False
        case RuleAction.REQUIRE_CONFIRMATION if would == "clear":
            return _worried(level), "hold", f"{says} asks for a confirmation: {spoken.reason}", True
    return level, would, sentence, False


def _kept_back(facts: OrderFacts, policy: Policy, rate: CancelRate) -> str:
    """Return why this order is not cancelled in silence, or nothing when it may be."""
    if not facts.is_offline:
        return "a paid order is never cancelled by a machine"
    if facts.has_moved:
        return "its money or its parcel has moved"
    if facts.is_hand_taken:
        return "it was taken by hand"
    if facts.delivered_before >= policy.trusted_deliveries:
        return f"the customer has {facts.delivered_before} delivered orders"
    if pause := paused(rate, policy=policy):
        return f"silent cancelling has paused itself: {pause}"
    return ""


def _worried(level: Level) -> Level:
    return "amber" if level == "green" else level


def _has(matched: tuple[ListMatch, ...], effect: str) -> bool:
    return any(match.effect == effect for match in matched)


def _entries(matched: tuple[ListMatch, ...], effect: str) -> str:
    return ", ".join(f"#{match.entry_id}" for match in matched if match.effect == effect)
