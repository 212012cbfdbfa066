"""Read an explanation of a judgement, by the policy in force."""

from antifraud.engine.assessment import AssessmentView
from antifraud.engine.explanation import Explanation, explain
from antifraud.queries import learned


def explained(view: AssessmentView, *, is_full: bool) -> Explanation:
    """Return the explanation of an assessment; a full one also tells what lists said."""
    loaded = learned.policy()
    return explain(view, policy=loaded.policy, fingerprint=loaded.fingerprint, is_full=is_full)
