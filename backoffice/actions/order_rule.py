"""Change the rules that judge orders, and write into the audit trail who did."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from antifraud.actions import backtest as tries
from antifraud.actions import rule as rules
from antifraud.actions.rule import Rule, RuleTerms
from antifraud.engine.rule.verdict import RuleMode


def make(terms: RuleTerms, *, actor_id: int, now: datetime) -> int:
    """Keep a new rule and return its number; it observes.

    :raises UnusableRule: when its text is not sound
    """
    with transaction.atomic():
        made = rules.make_rule(terms, owner_id=actor_id, now=now)
        _record(made, "order-rule-make", actor_id=actor_id, now=now)
    return made.pk


def change(rule_id: int, terms: RuleTerms, *, actor_id: int, now: datetime) -> None:
    """Change a rule.

    :raises UnusableRule: when its text is not sound
    :raises RuleEnded: when it is not in force
    """
    with transaction.atomic():
        changed = rules.change_rule(rule_id, terms, now=now)
        _record(changed, "order-rule-change", actor_id=actor_id, now=now)


def set_mode(rule_id: int, *, mode: RuleMode, typed_reason: str, actor_id: int, now: datetime) -> None:
    """Arm a rule, let it observe, or let it rest.

    :raises RuleEnded: when it is not in force
    :raises NotTried: when it is to be armed and was not backtested as it stands
    :raises NeedsReason: when it is to be armed, meets many good orders, and no reason was typed
    """
    with transaction.atomic():
        if mode == "enforce":
            changed = rules.arm_rule(rule_id, typed_reason=typed_reason, now=now)
        else:
            changed = rules.disarm_rule(rule_id, mode=mode, now=now)
        _record(changed, "order-rule-mode", actor_id=actor_id, now=now)


def end(rule_id: int, *, actor_id: int, now: datetime) -> None:
    """End a rule.

    :raises RuleEnded: when it is not in force
    """
    with transaction.atomic():
        _record(rules.end_rule(rule_id, now=now), "order-rule-end", actor_id=actor_id, now=now)


def snooze(rule_id: int, *, email: str, until: datetime, reason: str, actor_id: int, now: datetime) -> None:
    """Let a rule leave a customer alone until a day.

    :raises RuleEnded: when it is not in force
    :raises UnusableValue: when that is no e-mail address
    """
    with transaction.atomic():
        kept = rules.snooze_rule(
            rule_id, email=email, until=until, reason=reason, author_id=actor_id, now=now
        )
        audit.record(
            actor_id,
            action="order-rule-snooze",
            target=f"order-rule:{rule_id}",
            detail={"snooze": kept.pk, "until": until.isoformat(), "reason": reason},
            now=now,
        )


def wake(snooze_id: int, *, actor_id: int, now: datetime) -> int | None:
    """End a snooze and return its rule's number; None when there is none."""
    with transaction.atomic():
        ended = rules.wake_rule(snooze_id)
        if ended is not None:
            audit.record(
                actor_id,
                action="order-rule-wake",
                target=f"order-rule:{ended.rule_id}",
                detail={"snooze": snooze_id},
                now=now,
            )
    return ended.rule_id if ended is not None else None


def ask_backtest(rule_id: int, text: str, *, days: int, actor_id: int, now: datetime) -> int:
    """Ask for a backtest of a rule as it stands, and return its number; a worker runs it."""
    return tries.ask_backtest(text, days=days, rule_id=rule_id, author_id=actor_id, now=now).pk


def _record(rule: Rule, action: str, *, actor_id: int, now: datetime) -> None:
    detail = {
        "title": rule.title,
        "text": rule.text,
        "action": rule.action,
        "mode": rule.mode,
        "revision": rule.revision,
        "reason": rule.reason,
        "arming_reason": rule.arming_reason,
        "expires_at": None if rule.expires_at is None else rule.expires_at.isoformat(),
    }
    audit.record(actor_id, action=action, target=f"order-rule:{rule.pk}", detail=detail, now=now)
