"""Read an explanation of a judgement, by the policy and the rules in force."""

from datetime import datetime

from antifraud.engine.assessment import AssessmentView
from antifraud.engine.explanation import Explanation, Today, explain
from antifraud.engine.subject import email_key
from antifraud.models import Rule
from antifraud.queries import learned
from antifraud.queries.rule import fingerprint, live_rules, snoozed_rules


def explained(view: AssessmentView, *, is_full: bool, now: datetime) -> Explanation:
    """Return the explanation of an assessment; a full one also tells what lists and rules said."""
    loaded = learned.policy()
    rules = live_rules(now=now)
    today = Today(
        policy=loaded.policy,
        policy_fingerprint=loaded.fingerprint,
        rules=rules,
        rules_fingerprint=fingerprint(rules),
        snoozed=snoozed_rules(email_key(view.facts.email), now=view.assessed_at),
        met=tuple(row.live() for row in Rule.objects.filter(pk__in=[each.rule_id for each in view.rules])),
    )
    return explain(view, today=today, is_full=is_full)
