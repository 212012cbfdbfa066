"""Read the standing of accounts and networks: of one for the back office, of all that matter for the snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network

from django.db.models import F, Max, Q

from botguard import conf
from botguard.engine.address import Network
from botguard.engine.tier import Record, account_mark, tier_of
from botguard.models import NetworkStanding, Standing

MOST_NETWORKS = 50_000
MOST_ACCOUNTS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingView:
    """An account's standing: its tier, what its orders came to, and what staff said."""

    account_id: int
    tier: str
    record: Record
    said: str = ""  # staff's word, as long as it holds
    said_reason: str = ""
    said_by_id: int | None = None
    said_at: datetime | None = None
    said_until: datetime | None = None


def of_account(account_id: int, *, now: datetime) -> StandingView:
    """Return an account's standing; one that nothing is known of is ordinary."""
    row = Standing.objects.filter(account_id=account_id).first()
    if row is None:
        return StandingView(account_id=account_id, tier="ordinary", record=Record())
    record = Record(kept=row.kept, refused=row.refused, lost=row.lost)
    said = row.word(now=now)
    tier = tier_of(record, said=said, terms=conf.policy().standing)
    if not said:
        return StandingView(account_id=account_id, tier=tier, record=record)
    return StandingView(
        account_id=account_id,
        tier=tier,
        record=record,
        said=said,
        said_reason=row.said_reason,
        said_by_id=row.said_by_id,
        said_at=row.said_at,
        said_until=row.said_until,
    )


def tier(account_id: int, *, now: datetime) -> str:
    """Return an account's tier."""
    return of_account(account_id, now=now).tier


def distrusted_marks(*, now: datetime) -> frozenset[bytes]:
    """Return the marks that distrusted accounts have in keys, under every secret that still seals any."""
    terms = conf.policy().standing
    said = Q(said="distrusted") & (Q(said_until=None) | Q(said_until__gt=now))
    earned = Q(lost__gte=terms.distrust_lost) | Q(refused__gte=F("kept") + terms.distrust_refused)
    rows = Standing.objects.filter(said | (~Q(said="safeguard", said_until=None) & earned))
    found = [
        row.account_id
        for row in rows.order_by("-changed_at", "pk")[:MOST_ACCOUNTS]
        if tier_of(
            Record(kept=row.kept, refused=row.refused, lost=row.lost), said=row.word(now=now), terms=terms
        )
        == "distrusted"
    ]
    return frozenset(account_mark(each, secret=secret) for each in found for secret in conf.secrets())


def latest_change() -> datetime | None:
    """Return when the record of a network last changed."""
    latest: datetime | None = NetworkStanding.objects.aggregate(last=Max("changed_at"))["last"]
    return latest


def network_records() -> Mapping[Network, Record]:
    """Return what orders from networks came to, of the networks heard of last."""
    rows = NetworkStanding.objects.order_by("-changed_at", "pk")[:MOST_NETWORKS]
    return {
        ip_network(row.network): Record(kept=row.kept, refused=row.refused, lost=row.lost) for row in rows
    }
