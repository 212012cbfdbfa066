"""Explain one judgement to the person it hit: how it is made, what went into it, what would have changed it.

The explanation is made from the stored assessment alone. Asking "what if" reads the same facts once more with one of
them changed and weighs them by the same card, so an answer is never a guess. What the merchant's own lists and rules
said is told only in full explanations: staff hand those out by their own decision, and the other kind reads the same
for a person on a list or met by a rule as for anybody else.
"""

from collections.abc import Iterable

from antifraud.engine.assessment import AssessmentView
from antifraud.engine.explanation.again import Today, by_score, own_total
from antifraud.engine.explanation.datum import data_used
from antifraud.engine.explanation.rule import rules_told
from antifraud.engine.explanation.told import PROCEDURE, Explanation, Result
from antifraud.engine.explanation.whatif import least, what_ifs
from antifraud.engine.listed import LIST_CODES
from scorecard import score

__all__ = ["PROCEDURE", "Explanation", "Today", "explain"]


def explain(view: AssessmentView, *, today: Today, is_full: bool) -> Explanation:
    """Explain an assessment; what is in force today answers what would have changed it."""
    reasons = tuple(each for each in view.evidence if is_full or each.code not in LIST_CODES)
    total = view.total if is_full else own_total(view)
    return Explanation(
        reference=view.reference,
        assessed_at=view.assessed_at,
        is_full=is_full,
        mode=view.mode,
        start=view.prior,
        total=total,
        score=score(total),
        result=_decided(view) if is_full else by_score(total, view.facts, today.policy),
        against=tuple(sorted((each for each in reasons if each.points > 0), key=lambda each: -each.points)),
        in_favour=tuple(sorted((each for each in reasons if each.points <= 0), key=lambda each: each.points)),
        unchecked=tuple(dict.fromkeys(each.sentence for each in view.unchecked)),
        data=data_used(view.facts),
        what_if=what_ifs(view, today=today, is_full=is_full),
        least=least(view, today=today, is_full=is_full),
        lists=tuple(_listed(view)) if is_full else (),
        rules=rules_told(view, today=today) if is_full else (),
        decision=view.sentence if is_full else "",
        is_by_todays_policy=view.versions.get("policy") == today.policy_fingerprint,
        is_by_todays_rules=not is_full or view.versions.get("rules", "none") == today.rules_fingerprint,
    )


def _decided(view: AssessmentView) -> Result:
    return Result(level=view.level, would=view.would, asks_confirmation=view.asks_confirmation)


def _listed(view: AssessmentView) -> Iterable[str]:
    for match in view.matched:
        since = f" since {match.created_at:%Y-%m-%d}" if match.created_at else ""
        kind = "A list of what is never stopped" if match.effect == "allow" else "A list of the shop's people"
        yield f"{kind} has held {match.value} ({match.subject}){since}: {match.reason}"
