"""Bans, access rules and revoked keys as every process holds them in memory, at most ten seconds old.

A thread per process reads them (SQL never runs on a request's way in); it starts with the process's first request,
and again after a fork, which takes no threads along. When PostgreSQL is away the last snapshot stays in force.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from botguard import conf
from botguard.engine.address import Address, Network
from botguard.engine.cidr import Table
from botguard.engine.facts import Measure
from botguard.engine.measures import Entry, Index
from botguard.engine.policy import Policy
from botguard.engine.revocation import ALL, Closure, packed
from botguard.engine.roll import PackedWrong, Roll
from botguard.engine.tier import Record
from botguard.models import AccessList, AccessRule, Ban, RevokedKey
from botguard.queries import learned, standing

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What PostgreSQL said when it was last asked."""

    index: Index = field(default_factory=lambda: Index.of(()))
    revoked: Mapping[str, str] = field(default_factory=dict)  # what was taken back, by key
    distrusted: frozenset[bytes] = frozenset()  # marks of accounts
    networks: Mapping[Network, Record] = field(default_factory=dict)

    policy: Policy | None = None  # with fitted behaviour weights, if any are in force

    def measures(
        self, *, address: Address, country: str | None, asn: int | None, agent: str, now: float
    ) -> tuple[Measure, ...]:
        """Return every live rule and ban that fits a visitor."""
        return self.index.measures(address=address, country=country, asn=asn, agent=agent, now=now)


_current = Snapshot()
# The lists as they were last read, by rule and the time of its change: unpacking a million networks takes a while.
_rolls: dict[tuple[int, datetime | None], Roll] = {}
_table: tuple[tuple[Entry, ...], Table[Entry]] = ((), Table())
# When the records of networks were read, when the newest of them had changed, and they themselves.
_records: tuple[datetime | None, datetime | None, Mapping[Network, Record]] = (None, None, {})
RECORDS_KEPT = timedelta(minutes=1)


def policy() -> Policy:
    """Return the policy with the behaviour weights that are in force."""
    return _current.policy or conf.policy()


def current() -> Snapshot:
    """Return this process's snapshot."""
    return _current


def refresh(*, now: datetime, rest: Callable[[], object] = lambda: None) -> Snapshot:
    """Read the rows and replace this process's snapshot; `rest` is called now and then while long lists are built.

    :raises DatabaseError: when PostgreSQL does not answer; the last snapshot stays
    """
    global _current
    rules = list(live_rules(now=now))
    index = Index.of([*map(entry_of, rules), *_bans(now)], table=_listed(rules, rest))
    _current = Snapshot(
        index=index,
        revoked=_revoked(now),
        distrusted=standing.distrusted_marks(now=now),
        networks=_networks(now),
        policy=learned.live_policy(),
    )
    return _current


def forget() -> None:
    """Drop this process's snapshot, as a new process has none."""
    global _current, _table, _records
    _current, _table, _records = Snapshot(), ((), Table()), (None, None, {})
    _rolls.clear()


def live_rules(*, now: datetime) -> Iterable[AccessRule]:
    """Return the access rules that are enforced or observed now."""
    return (
        AccessRule.objects.filter(ended_at=None)
        .exclude(mode="off")
        .exclude(expires_at__lte=now)
        .order_by("pk")
    )


def entry_of(rule: AccessRule) -> Entry:
    """Return a rule as the index takes it."""
    return Entry(
        subject=rule.subject,
        value=rule.value,
        effect=rule.effect if rule.mode == "enforce" else "observe",
        reason=f"Access rule #{rule.pk}: {rule.reason}",
        until=rule.expires_at.timestamp() if rule.expires_at else None,
        rule=rule.pk,
    )


def _listed(rules: Iterable[AccessRule], rest: Callable[[], object]) -> Table[Entry]:
    """Return the table of all lists: the old one as long as nothing about them changed."""
    global _table
    versions = {rule.pk: (rule.pk, rule.changed_at) for rule in rules if rule.subject == "list"}
    entries = tuple(entry_of(rule) for rule in rules if rule.subject == "list")
    if entries == _table[0] and all(version in _rolls for version in versions.values()):
        return _table[1]
    for gone in set(_rolls) - set(versions.values()):
        del _rolls[gone]
    missing = [pk for pk, version in versions.items() if version not in _rolls]
    for row in AccessList.objects.filter(rule__in=missing).iterator(chunk_size=1):
        try:
            _rolls[versions[row.rule_id]] = Roll.unpacked(bytes(row.packed))
        except PackedWrong:
            # The other lists must hold all the same.
            log.error("guard-list-unreadable", extra={"rule": row.rule_id})
    known = [(entry, _rolls[versions[entry.rule]]) for entry in entries if versions[entry.rule] in _rolls]
    _table = (entries, Table.of(known, rest=rest))
    return _table[1]


def _networks(now: datetime) -> Mapping[Network, Record]:
    """Return the records of networks, read again once a minute when any has changed."""
    global _records
    read_at, changed_at, records = _records
    if read_at is None or now - read_at >= RECORDS_KEPT:
        latest = standing.latest_change()
        records = records if latest == changed_at else standing.network_records()
        _records = (now, latest, records)
    return records


def _revoked(now: datetime) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in RevokedKey.objects.filter(expires_at__gt=now, lifted_at=None):
        until = int(row.expires_at.timestamp())
        closure = Closure(room=row.room or ALL, until=until, reason_code=row.reason_code)
        found[row.key_id] = found.get(row.key_id, "") + packed(closure)
    return found


def _bans(now: datetime) -> Iterable[Entry]:
    for ban in Ban.objects.filter(expires_at__gt=now, lifted_at=None):
        yield Entry(
            subject="address",
            value=ban.network,
            effect="ban",
            reason=f"Banned until {ban.expires_at.astimezone(UTC):%H:%M} UTC: {ban.reason_code}",
            until=ban.expires_at.timestamp(),
        )
