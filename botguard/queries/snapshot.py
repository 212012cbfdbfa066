"""Bans, access rules and revoked keys as every process holds them in memory, at most ten seconds old.

A thread per process reads them (SQL never runs on a request's way in); it starts with the process's first request,
and again after a fork, which takes no threads along. When PostgreSQL is away the last snapshot stays in force.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from botguard.engine.address import Address
from botguard.engine.facts import Measure
from botguard.engine.measures import Entry, Index
from botguard.models import AccessRule, Ban, RevokedKey

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What PostgreSQL said when it was last asked."""

    index: Index = field(default_factory=lambda: Index.of(()))
    revoked: frozenset[str] = frozenset()

    def measures(
        self, *, address: Address, country: str | None, asn: int | None, agent: str, now: float
    ) -> tuple[Measure, ...]:
        """Return every live rule and ban that fits a visitor."""
        return self.index.measures(address=address, country=country, asn=asn, agent=agent, now=now)


_current = Snapshot()


def current() -> Snapshot:
    """Return this process's snapshot."""
    return _current


def refresh(*, now: datetime) -> Snapshot:
    """Read the rows and replace this process's snapshot.

    :raises DatabaseError: when PostgreSQL does not answer; the last snapshot stays
    """
    global _current
    revoked = RevokedKey.objects.filter(expires_at__gt=now).values_list("key_id", flat=True)
    _current = Snapshot(index=Index.of([*_rules(now), *_bans(now)]), revoked=frozenset(revoked))
    return _current


def forget() -> None:
    """Drop this process's snapshot, as a new process has none."""
    global _current
    _current = Snapshot()


def _rules(now: datetime) -> Iterable[Entry]:
    for rule in AccessRule.objects.exclude(mode="off").exclude(expires_at__lte=now):
        yield Entry(
            subject=rule.subject,
            value=rule.value,
            effect=rule.effect if rule.mode == "enforce" else "observe",
            reason=f"Access rule #{rule.pk}: {rule.reason}",
            until=rule.expires_at.timestamp() if rule.expires_at else None,
        )


def _bans(now: datetime) -> Iterable[Entry]:
    for ban in Ban.objects.filter(expires_at__gt=now, lifted_at=None):
        yield Entry(
            subject="address",
            value=ban.network,
            effect="ban",
            reason=f"Banned until {ban.expires_at.astimezone(UTC):%H:%M} UTC: {ban.reason_code}",
            until=ban.expires_at.timestamp(),
        )
