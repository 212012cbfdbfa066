"""Make, change, arm and end merchants' rules. Who did it is written to the audit trail by the caller."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from antifraud.engine.rule import RuleAction, RuleMatch, UnusableRule, read_rule
from antifraud.engine.rule.verdict import RuleMode
from antifraud.engine.subject import canonical_email
from antifraud.models import Backtest, Rule, RuleHit, RuleSnooze
from antifraud.queries.backtest import result_of

# A backtest older than this says little of today.
TRIED_WITHIN = timedelta(days=7)
SHORTEST_REASON = 10
LONGEST_SNOOZE = timedelta(days=365)


class RuleEnded(LookupError):
    """There is no such rule, or not any more."""


class NotTried(ValueError):
    """A rule that was not backtested as it stands cannot be armed."""


class NeedsReason(ValueError):
    """A rule that would meet many good orders needs a typed reason to be armed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTerms:
    """What a rule says and does, why, and until when."""

    title: str
    text: str
    action: RuleAction
    reason: str
    expires_at: datetime | None
    payment_method: str = ""


def make_rule(terms: RuleTerms, *, owner_id: int | None, now: datetime) -> Rule:
    """Keep a new rule; it observes until it is armed.

    :raises UnusableRule: when its text is not sound
    :raises ValueError: when it would have ended before it began, or hides no payment method
    """
    _check(terms, now=now)
    return Rule.objects.create(
        title=terms.title,
        text=terms.text,
        action=terms.action,
        payment_method=terms.payment_method,
        reason=terms.reason,
        expires_at=terms.expires_at,
        owner_id=owner_id,
        created_at=now,
        changed_at=now,
    )


def change_rule(rule_id: int, terms: RuleTerms, *, now: datetime) -> Rule:
    """Change a rule. A change of what it says or does makes it observe again, until it is armed anew.

    :raises UnusableRule: when its text is not sound
    :raises RuleEnded: when there is no such rule in force
    """
    _check(terms, now=now)
    with transaction.atomic():
        rule = _locked(rule_id, now=now)
        is_other = (rule.text, rule.action, rule.payment_method) != (
            terms.text,
            terms.action,
            terms.payment_method,
        )
        rule.title, rule.reason, rule.expires_at = terms.title, terms.reason, terms.expires_at
        if is_other:
            rule.text, rule.action, rule.payment_method = terms.text, terms.action, terms.payment_method
            rule.revision += 1
            rule.arming_reason = ""
            if rule.mode == "enforce":
                rule.mode = "observe"
        rule.changed_at = now
        rule.save()
    return rule


def arm_rule(rule_id: int, *, typed_reason: str, now: datetime) -> Rule:
    """Let a rule act, once it was backtested as it stands.

    :raises RuleEnded: when there is no such rule in force
    :raises NotTried: without a finished backtest of its text in the last seven days
    :raises NeedsReason: when it would meet over one good order in a hundred and no reason was typed
    """
    with transaction.atomic():
        rule = _locked(rule_id, now=now)
        tried = (
            Backtest.objects.filter(text=rule.text, finished_at__gt=now - TRIED_WITHIN)
            .order_by("-finished_at", "-pk")
            .first()
        )
        if tried is None:
            raise NotTried("Backtest it first: nobody knows yet what it would do.")
        result = result_of(tried)
        typed = " ".join(typed_reason.split())
        if result is not None and result.needs_reason and len(typed) < SHORTEST_REASON:
            raise NeedsReason(
                f"It would meet {result.good_share:.1%} of the good orders. "
                f"Say in at least {SHORTEST_REASON} letters why that is right."
            )
        rule.mode, rule.arming_reason, rule.changed_at = "enforce", typed[:200], now
        rule.save(update_fields=["mode", "arming_reason", "changed_at"])
    return rule


def disarm_rule(rule_id: int, *, mode: RuleMode, now: datetime) -> Rule:
    """Let a rule only observe, or rest.

    :raises RuleEnded: when there is no such rule in force
    """
    if mode == "enforce":
        raise ValueError("A rule is armed by arm_rule.")
    with transaction.atomic():
        rule = _locked(rule_id, now=now)
        rule.mode, rule.changed_at = mode, now
        rule.save(update_fields=["mode", "changed_at"])
    return rule


def end_rule(rule_id: int, *, now: datetime) -> Rule:
    """End a rule.

    :raises RuleEnded: when there is no such rule in force
    """
    with transaction.atomic():
        rule = _locked(rule_id, now=now)
        rule.ended_at = now
        rule.save(update_fields=["ended_at"])
    return rule


def snooze_rule(
    rule_id: int, *, email: str, until: datetime, reason: str, author_id: int | None, now: datetime
) -> RuleSnooze:
    """Let a rule leave one customer alone until a day; asked again, the new day counts.

    :raises UnusableValue: when that is no e-mail address
    :raises RuleEnded: when there is no such rule in force
    :raises ValueError: for a day that is past, or over a year away
    """
    if not now < until <= now + LONGEST_SNOOZE:
        raise ValueError("A snooze ends between now and a year from now.")
    key = canonical_email(email)
    with transaction.atomic():
        rule = _locked(rule_id, now=now)
        snooze, _ = RuleSnooze.objects.update_or_create(
            rule=rule,
            email_key=key,
            defaults={"until": until, "reason": reason, "author_id": author_id, "created_at": now},
        )
    return snooze


def wake_rule(snooze_id: int) -> RuleSnooze | None:
    """End a snooze, and return what it was; None when there is none."""
    snooze = RuleSnooze.objects.filter(pk=snooze_id).first()
    if snooze is not None:
        RuleSnooze.objects.filter(pk=snooze_id).delete()
    return snooze


def count_rule_hits(reference: str, ruled: tuple[RuleMatch, ...], *, now: datetime) -> None:
    """Note which rules met an order, once an order and rule; the caller's transaction holds it."""
    met = sorted((match for match in ruled if match.answer == "yes"), key=lambda match: match.rule_id)
    fresh = [
        match.rule_id
        for match in met
        if RuleHit.objects.get_or_create(
            rule_id=match.rule_id,
            reference=reference,
            defaults={"at": now, "mode": "snoozed" if match.is_snoozed else match.mode},
        )[1]
    ]
    for rule_id in fresh:  # in the order of their keys: nobody waits for each other
        Rule.objects.filter(pk=rule_id).update(hits=F("hits") + 1)


def _check(terms: RuleTerms, *, now: datetime) -> None:
    is_hiding = terms.action == RuleAction.HIDE_PAYMENT_METHOD
    read_rule(terms.text, is_at_checkout=is_hiding)
    if terms.expires_at is not None and terms.expires_at <= now:
        raise ValueError("A rule must end after it begins.")
    if is_hiding != bool(terms.payment_method):
        raise ValueError("Say which payment method to hide." if is_hiding else "Nothing is hidden by this.")


def _locked(rule_id: int, *, now: datetime) -> Rule:
    rule = Rule.objects.live(now).select_for_update(of=("self",)).filter(pk=rule_id).first()
    if rule is None:
        raise RuleEnded(f"There is no rule #{rule_id} in force.")
    return rule


__all__ = [
    "NeedsReason",
    "NotTried",
    "Rule",
    "RuleEnded",
    "RuleTerms",
    "UnusableRule",
    "arm_rule",
    "change_rule",
    "count_rule_hits",
    "disarm_rule",
    "end_rule",
    "make_rule",
    "snooze_rule",
    "wake_rule",
]
