"""Make, change and end access rules, and write into the audit trail who did."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from botguard.actions import rule as guard
from botguard.actions.rule import NONE, Terms
from botguard.engine.roll import Roll
from botguard.engine.rule import Paste
from botguard.queries import rule as rules

# Of a long list the audit trail names so many.
NAMED = 50


def make(paste: Paste, *, terms: Terms, title: str, actor_id: int, now: datetime) -> int:
    """Save a paste's good lines as rules, and return how many rules they became."""
    with transaction.atomic():
        rules = guard.make_rules(paste, terms=terms, title=title, author_id=actor_id, now=now)
        for rule in rules:
            detail: dict[str, object] = {"rule": rule.pk, **said(terms)}
            if rule.subject == "list":
                detail |= named("networks", Roll.of(paste.networks))
            audit.record(actor_id, action="rule-make", target=f"rule:{rule.value}", detail=detail, now=now)
    return len(rules)


def change(
    rule_id: int,
    *,
    terms: Terms,
    title: str = "",
    add: Roll = NONE,
    drop: Roll = NONE,
    actor_id: int,
    now: datetime,
) -> bool:
    """Change a rule; return False when it has ended or does not exist."""
    with transaction.atomic():
        before = rules.rule(rule_id, now=now)
        rule = guard.change_rule(rule_id, terms=terms, title=title, add=add, drop=drop, now=now)
        if rule is not None:
            detail = {"rule": rule_id, **said(terms), **named("added", add), **named("dropped", drop)}
            if before is not None and title not in ("", before.value):
                detail["was_called"] = before.value
            audit.record(actor_id, action="rule-change", target=f"rule:{rule.value}", detail=detail, now=now)
    return rule is not None


def end(rule_id: int, *, actor_id: int, now: datetime) -> bool:
    """End a rule; return False when it has ended already."""
    with transaction.atomic():
        rule = guard.end_rule(rule_id, now=now)
        if rule is not None:
            audit.record(
                actor_id, action="rule-end", target=f"rule:{rule.value}", detail={"rule": rule_id}, now=now
            )
    return rule is not None


def restore(rule_id: int, *, actor_id: int, now: datetime) -> bool:
    """Bring back a rule, in observe mode; return False when it is live."""
    with transaction.atomic():
        rule = guard.restore_rule(rule_id, now=now)
        if rule is not None:
            audit.record(
                actor_id,
                action="rule-restore",
                target=f"rule:{rule.value}",
                detail={"rule": rule_id},
                now=now,
            )
    return rule is not None


def said(terms: Terms) -> dict[str, object]:
    """Return a rule's terms as the audit trail has them."""
    return {
        "effect": terms.effect,
        "mode": terms.mode,
        "reason": terms.reason,
        "expires_at": None if terms.expires_at is None else terms.expires_at.isoformat(),
    }


def named(name: str, roll: Roll) -> dict[str, object]:
    """Return networks as the audit trail has them: the first by name, and how many there are."""
    if not len(roll):
        return {}
    return {name: [network.compressed for network in roll.find(limit=NAMED)], f"{name}_in_all": len(roll)}
