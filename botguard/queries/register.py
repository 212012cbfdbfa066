"""Robots and partners as every process holds them in memory; read beside the snapshot, and as old as that.

What the host names of robots showed is the one part that strangers make longer, so it is bounded.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from botguard.engine.crawler import CLASSES, PARTNER, REFUSE
from botguard.engine.jwk import UnusableKey, read_key
from botguard.engine.register import Register, Signer
from botguard.models import CrawlerName, CrawlerSwitch, KeyDirectory, PartnerKey

log = logging.getLogger(__name__)
MOST_NAMES = 20_000
# A directory that nobody could read for so long proves nobody any more.
KEYS_KEPT = timedelta(days=3)
_current = Register()


def current() -> Register:
    """Return this process's register."""
    return _current


def refresh(*, now: datetime) -> Register:
    """Read the rows and replace this process's register.

    :raises DatabaseError: when PostgreSQL does not answer; the last register stays
    """
    global _current
    directories = list(KeyDirectory.objects.order_by("pk"))
    fresh = [each for each in directories if each.read_at is not None and each.read_at > now - KEYS_KEPT]
    signers: dict[str, tuple[Signer, ...]] = {}
    for signer in (*_partners(now), *_robots(fresh)):
        signers[signer.key_id] = (*signers.get(signer.key_id, ()), signer)
    _current = Register(
        signers=signers,
        sources={each.source: each.read_at.timestamp() if each.read_at else 0.0 for each in directories},
        names=_names(now),
        permissions=dict(CrawlerSwitch.objects.values_list("crawler_class", "permission")),
    )
    return _current


def forget() -> None:
    """Drop this process's register, as a new process has none."""
    global _current
    _current = Register()


def unwelcome_agents() -> tuple[str, ...]:
    """Return what the robots of shut-out classes call themselves, for robots.txt; from memory."""
    return tuple(
        token for each in CLASSES if _current.permission(each.code) == REFUSE for token in each.tokens
    )


def _names(now: datetime) -> Mapping[tuple[str, str], str]:
    rows = CrawlerName.objects.filter(state__in=("verified", "fake"), expires_at__gt=now)
    found = rows.order_by("-checked_at", "-pk").values_list("address", "operator", "state")[:MOST_NAMES]
    return {(address, operator): state for address, operator, state in found}


def _partners(now: datetime) -> Iterable[Signer]:
    for row in PartnerKey.objects.filter(revoked_at=None, expires_at__gt=now):
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": row.public_key}
        yield Signer(
            key_id=row.key_id,
            key=read_key(jwk),
            name=row.name,
            crawler_class=PARTNER,
            rooms=frozenset(row.rooms),
            until_at=row.expires_at.timestamp(),
        )


def _robots(directories: Iterable[KeyDirectory]) -> Iterable[Signer]:
    for row in directories:
        for kept in row.keys:
            try:
                key = read_key(kept["jwk"])
            except UnusableKey as error:
                log.warning("guard-directory-key", extra={"directory": row.pk, "error": str(error)})
                continue
            yield Signer(
                key_id=kept["id"],
                key=key,
                name=row.name,
                crawler_class=row.crawler_class,
                source=row.source,
                from_at=kept.get("from_at"),
                until_at=kept.get("until_at"),
            )
