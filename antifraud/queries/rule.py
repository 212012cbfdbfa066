"""Read rules: those in force for the engine, and all of them for people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Count, Q, QuerySet

from antifraud.engine.rule import LiveRule, UnusableRule, in_words, read_rule
from antifraud.engine.rule.verdict import hidden_methods
from antifraud.models import Rule, RuleHit, RuleSnooze

QUIET_AFTER = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One rule as staff see it."""

    id: int
    title: str
    text: str
    words: str
    action: str
    payment_method: str
    mode: str
    reason: str
    arming_reason: str
    owner: str
    revision: int
    created_at: datetime
    changed_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None
    hits: int
    is_live: bool
    is_quiet: bool  # no hit in sixty days


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHitView:
    """One order that a rule met."""

    reference: str
    mode: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SnoozeView:
    """One customer whom a rule leaves alone."""

    id: int
    email: str
    until: datetime
    reason: str
    author: str


def live_rules(*, now: datetime) -> tuple[LiveRule, ...]:
    """Return the rules to ask, oldest first, in one query."""
    return tuple(rule.live() for rule in Rule.objects.live(now).exclude(mode="off").order_by("pk"))


def snoozed_rules(email_key: str, *, now: datetime) -> frozenset[int]:
    """Return the rules that leave a customer alone now."""
    if not email_key:
        return frozenset()
    rows = RuleSnooze.objects.filter(email_key=email_key, until__gt=now)
    return frozenset(rows.values_list("rule_id", flat=True))


def hidden_payment_methods(
    facts: dict[str, object], *, offered: tuple[str, ...], now: datetime
) -> frozenset[str]:
    """Return what rules hide at the checkout, in one query; `facts` are fields of OrderFacts the page knows."""
    rules = Rule.objects.live(now).filter(action="hide-payment-method", mode="enforce").order_by("pk")
    return hidden_methods([rule.live() for rule in rules], facts, offered=offered)


def fingerprint(rules: tuple[LiveRule, ...]) -> str:
    """Return a short name for these rules as they stand."""
    said = ";".join(f"{rule.id}.{rule.revision}.{rule.mode}" for rule in rules)
    return sha256(said.encode()).hexdigest()[:12] if rules else "none"


def rules(*, now: datetime, is_live: bool = True, limit: int = 200) -> tuple[RuleView, ...]:
    """Return rules for people, those that act first, then the newest."""
    live = Rule.objects.live(now)
    rows = live if is_live else Rule.objects.exclude(pk__in=live.values("pk"))
    chosen = list(_told(rows, now=now).order_by("-pk")[:limit])
    rank = {"enforce": 0, "observe": 1, "off": 2}
    return tuple(_view(row, now=now) for row in sorted(chosen, key=lambda row: rank[row.mode]))


def rule(rule_id: int, *, now: datetime) -> RuleView | None:
    """Return one rule."""
    row = _told(Rule.objects.filter(pk=rule_id), now=now).first()
    return _view(row, now=now) if row else None


def rule_hits(rule_id: int, *, limit: int = 50) -> tuple[RuleHitView, ...]:
    """Return the orders a rule met, newest first."""
    rows = RuleHit.objects.filter(rule_id=rule_id).order_by("-at", "-pk")[:limit]
    return tuple(RuleHitView(reference=row.reference, mode=row.mode, at=row.at) for row in rows)


def snoozes(rule_id: int, *, now: datetime) -> tuple[SnoozeView, ...]:
    """Return whom a rule leaves alone."""
    rows = RuleSnooze.objects.filter(rule_id=rule_id, until__gt=now).select_related("author")
    return tuple(
        SnoozeView(
            id=row.pk,
            email=row.email_key,
            until=row.until,
            reason=row.reason,
            author=row.author.get_username() if row.author else "",
        )
        for row in rows.order_by("until", "pk")
    )


def quiet_rules(*, now: datetime) -> tuple[RuleView, ...]:
    """Return the rules in force, older than sixty days, that met nothing in that time."""
    return tuple(each for each in rules(now=now) if each.is_quiet and each.mode != "off")


def _told(rows: QuerySet[Rule], *, now: datetime) -> QuerySet[Rule]:
    recent = Count("orders", filter=Q(orders__at__gt=now - QUIET_AFTER))
    return rows.select_related("owner").annotate(recent_hits=recent)


def _view(row: Rule, *, now: datetime) -> RuleView:
    return RuleView(
        id=row.pk,
        title=row.title,
        text=row.text,
        words=_words(row.text),
        action=row.action,
        payment_method=row.payment_method,
        mode=row.mode,
        reason=row.reason,
        arming_reason=row.arming_reason,
        owner=row.owner.get_username() if row.owner else "",
        revision=row.revision,
        created_at=row.created_at,
        changed_at=row.changed_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        hits=row.hits,
        is_live=row.ended_at is None and (row.expires_at is None or row.expires_at > now),
        is_quiet=row.created_at < now - QUIET_AFTER and getattr(row, "recent_hits", 0) == 0,
    )


def _words(text: str) -> str:
    try:
        return in_words(read_rule(text).tree)
    except UnusableRule as error:
        return f"It can no longer be read. {error}"  # it names facts that are gone
