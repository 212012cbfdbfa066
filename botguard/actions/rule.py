"""Make, change and end access rules, and count what they hit."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.db import transaction
from django.db.models import F

from botguard.engine.facts import Measure
from botguard.engine.roll import Roll
from botguard.engine.rule import Paste
from botguard.models import AccessList, AccessRule

NONE = Roll(levels={})
_lock = Lock()
_hits: Counter[int] = Counter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a rule does, how, why, and until when."""

    effect: str
    mode: str
    reason: str
    expires_at: datetime | None


def make_rules(
    paste: Paste, *, terms: Terms, title: str = "", author_id: int | None, now: datetime
) -> tuple[AccessRule, ...]:
    """Save a paste's good lines: its networks as one rule, everything else as a rule each."""
    networks = paste.networks
    wanted = [(line.subject, line.value) for line in paste.others]
    if len(networks) == 1:
        wanted.insert(0, ("address", networks[0].compressed))
    with transaction.atomic():
        rules = [_made(*each, terms=terms, author_id=author_id, now=now) for each in wanted]
        if len(networks) > 1:
            listed = Roll.of(networks)
            rules.append(make_list(listed, terms=terms, title=title, author_id=author_id, now=now))
    return tuple(rules)


def make_list(
    roll: Roll, *, terms: Terms, title: str = "", author_id: int | None, now: datetime
) -> AccessRule:
    """Save a rule about a list of networks."""
    with transaction.atomic():
        name = title or f"{len(roll):,} networks"
        rule = _made("list", name, terms=terms, author_id=author_id, now=now)
        AccessList.objects.create(rule=rule, size=len(roll), packed=roll.packed())
    return rule


def _made(subject: str, value: str, *, terms: Terms, author_id: int | None, now: datetime) -> AccessRule:
    return AccessRule.objects.create(
        subject=subject,
        value=value,
        effect=terms.effect,
        mode=terms.mode,
        reason=terms.reason,
        expires_at=terms.expires_at,
        changed_at=now,
        created_by_id=author_id,
    )


def change_rule(
    rule_id: int,
    *,
    terms: Terms,
    title: str = "",
    add: Roll = NONE,
    drop: Roll = NONE,
    now: datetime,
) -> AccessRule | None:
    """Change a rule that has not ended, of a list also its name and networks; None when it has, or is not there."""
    with transaction.atomic():
        rule = AccessRule.objects.select_for_update().filter(pk=rule_id, ended_at=None).first()
        if rule is None:
            return None
        rule.effect, rule.mode, rule.reason = terms.effect, terms.mode, terms.reason
        rule.expires_at, rule.changed_at = terms.expires_at, now
        if rule.subject == "list":
            rule.value = title or rule.value
            if len(add) or len(drop):
                row = AccessList.objects.get(rule=rule)
                roll = Roll.unpacked(bytes(row.packed)).changed(add=add, drop=drop)
                AccessList.objects.filter(pk=row.pk).update(size=len(roll), packed=roll.packed())
        rule.save(update_fields=["value", "effect", "mode", "reason", "expires_at", "changed_at"])
    return rule


def end_rule(rule_id: int, *, now: datetime) -> AccessRule | None:
    """End a rule; None when it has ended already. It stays on record and can be brought back."""
    if not AccessRule.objects.filter(pk=rule_id, ended_at=None).update(ended_at=now, changed_at=now):
        return None
    return AccessRule.objects.get(pk=rule_id)


def restore_rule(rule_id: int, *, now: datetime) -> AccessRule | None:
    """Bring back a rule that was ended, in observe mode: whoever means it arms it again; None when it is live."""
    changed = AccessRule.objects.filter(pk=rule_id).exclude(ended_at=None)
    if not changed.update(ended_at=None, mode="observe", changed_at=now):
        return None
    return AccessRule.objects.get(pk=rule_id)


def count_hits(measures: Iterable[Measure]) -> None:
    """Remember which rules a request fitted, in this process, until they are added up."""
    with _lock:
        for measure in measures:
            if measure.rule:
                _hits[measure.rule] += 1


def add_up_hits(*, now: datetime) -> None:
    """Write down what this process counted; what PostgreSQL does not take is kept for the next time."""
    with _lock:
        taken = dict(_hits)
        _hits.clear()
    done: list[int] = []
    try:
        # In the order of their numbers: processes that add up at once must not wait for each other in a circle.
        for rule_id, number in sorted(taken.items()):
            AccessRule.objects.filter(pk=rule_id).update(hits=F("hits") + number, last_hit_at=now)
            done.append(rule_id)
    finally:
        with _lock:
            _hits.update({rule_id: number for rule_id, number in taken.items() if rule_id not in done})
