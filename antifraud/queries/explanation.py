"""Read an explanation of a judgement, by the policy in force."""

from antifraud import conf
from antifraud.engine.assessment import AssessmentView
from antifraud.engine.explanation import Explanation, explain


def explained(view: AssessmentView, *, is_full: bool) -> Explanation:
    """Return the explanation of an assessment; a full one also tells what lists said."""
    loaded = conf.policy()
    return explain(view, policy=loaded.policy, fingerprint=loaded.fingerprint, is_full=is_full)
