"""Read access rules for staff, and what a rule would have hit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db.models import Q, QuerySet

from botguard import conf
from botguard.engine.address import Address, Network
from botguard.engine.measures import Entry, Index, Sole
from botguard.engine.roll import Roll
from botguard.engine.rule import Own
from botguard.http import Guard
from botguard.models import AccessRule, Visit
from botguard.queries import snapshot

PREVIEWED = timedelta(hours=24)
# Of a busier day the latest so many are tried; the page says so.
MOST_TRIED = 100_000
# Where probes, and the shop itself, call from.
HOME: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """An access rule as staff see it."""

    id: int
    subject: str
    value: str
    size: int  # networks
    effect: str
    mode: str
    reason: str
    author: str
    created_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None
    is_live: bool
    hits: int
    last_hit_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldHit:
    """Who came in the last 24 hours and would have met a rule."""

    visitors: int
    good: int  # of them, those the guard thought well of
    tried: int
    is_cut: bool


def rules(
    *,
    now: datetime,
    search: str = "",
    effect: str = "",
    is_live: bool = True,
    limit: int = 25,
    offset: int = 0,
) -> tuple[RuleView, ...]:
    """Return access rules, newest first."""
    found = _filtered(now=now, search=search, effect=effect, is_live=is_live)
    ordered = found.select_related("created_by", "networks").defer("networks__packed").order_by("-pk")
    return tuple(_view(rule, now=now) for rule in ordered[offset : offset + limit])


def rule_count(*, now: datetime, search: str = "", effect: str = "", is_live: bool = True) -> int:
    """Return how many access rules there are."""
    return _filtered(now=now, search=search, effect=effect, is_live=is_live).count()


def rule(rule_id: int, *, now: datetime) -> RuleView | None:
    """Return one access rule."""
    rows = AccessRule.objects.select_related("created_by", "networks").defer("networks__packed")
    found = rows.filter(pk=rule_id).first()
    return None if found is None else _view(found, now=now)


def known(*, now: datetime, without: int = 0) -> Index:
    """Return the rules in force or observed, to tell what a new one would only repeat."""
    entries = [snapshot.entry_of(rule) for rule in snapshot.live_rules(now=now) if rule.pk != without]
    return Index.of(entries, table=snapshot.current().index.table)


def candidate(subject: str, value: str, roll: Roll, *, effect: str) -> Index:
    """Return one rule as it would be in force."""
    entry = Entry(subject=subject, value=value, effect=effect, reason=value)
    return Index.of([], table=Sole(entry=entry, roll=roll)) if subject == "list" else Index.of([entry])


def would_hit(index: Index, *, now: datetime) -> WouldHit:
    """Return whom rules would have hit among the visitors of the last 24 hours."""
    recent = Visit.objects.filter(last_at__gt=now - PREVIEWED, address__isnull=False).order_by(
        "-last_at", "-pk"
    )
    columns = ("address", "country", "asn", "agent", "standing")
    visitors = good = tried = 0
    for address, country, asn, agent, standing in recent.values_list(*columns)[: MOST_TRIED + 1].iterator():
        tried += 1
        if tried > MOST_TRIED:
            break
        if index.measures(
            address=ip_address(address), country=country or None, asn=asn, agent=agent, now=now.timestamp()
        ):
            visitors += 1
            good += standing == "good"
    return WouldHit(visitors=visitors, good=good, tried=min(tried, MOST_TRIED), is_cut=tried > MOST_TRIED)


def own(guard: Guard) -> Own:
    """Return whom the rules of this visitor must never shut out: themselves, and our own machines."""
    return Own(
        address=guard.address,
        country=guard.network.country,
        asn=guard.network.asn,
        agent=guard.visit.agent,
        machines=own_machines(guard.address).machines,
    )


def own_machines(address: Address) -> Own:
    """Return whom a rule must never shut out when all that is known of its author is an address."""
    return Own(address=address, machines=(*conf.trusted_proxies(), *HOME))


def _filtered(*, now: datetime, search: str, effect: str, is_live: bool) -> QuerySet[AccessRule]:
    over = Q(ended_at__isnull=False) | Q(expires_at__lte=now)
    found = AccessRule.objects.exclude(over) if is_live else AccessRule.objects.filter(over)
    if effect:
        found = found.filter(effect=effect)
    if search:
        found = found.filter(Q(value__icontains=search) | Q(reason__icontains=search))
    return found


def _view(rule: AccessRule, *, now: datetime) -> RuleView:
    return RuleView(
        id=rule.pk,
        subject=rule.subject,
        value=f"AS{rule.value}" if rule.subject == "asn" else rule.value,
        size=rule.networks.size if rule.subject == "list" and hasattr(rule, "networks") else 0,
        effect=rule.effect,
        mode=rule.mode,
        reason=rule.reason,
        author="" if rule.created_by is None else str(rule.created_by),
        created_at=rule.created_at,
        expires_at=rule.expires_at,
        ended_at=rule.ended_at,
        is_live=rule.is_live(now=now),
        hits=rule.hits,
        last_hit_at=rule.last_hit_at,
    )
