"""Take keys back and ban addresses, for a while: at once in Valkey, and lasting in PostgreSQL."""

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from botguard import conf
from botguard.counters import store
from botguard.engine import key as keys
from botguard.engine.address import Address, home
from botguard.engine.ban import ban_length
from botguard.engine.decide import Verdict
from botguard.engine.facts import RequestFacts
from botguard.models import Appeal, Ban, Decision, RevokedKey, TrafficCount

log = logging.getLogger(__name__)
# Earlier bans count towards the next one's length this long.
REMEMBERED = timedelta(days=30)
DECISIONS_KEPT = timedelta(days=7)
APPEALS_KEPT = timedelta(days=90)
TRAFFIC_KEPT = timedelta(days=90)


def apply(facts: RequestFacts, verdict: Verdict, *, now: datetime) -> None:
    """Carry out what a verdict says beyond this request. A database that is away costs durability, not the shop."""
    try:
        if verdict.takes_key and facts.key is not None:
            revoke(facts.key.id, reason_code=verdict.reason_code, now=now)
        if verdict.bans_address:
            ban(facts.address, reason_code=verdict.reason_code, now=now)
    except DatabaseError as error:
        log.warning("guard-remedy-not-stored", extra={"error": type(error).__name__})


def revoke(key_id: str, *, reason_code: str, now: datetime) -> None:
    """Take a key back: the next request with it is refused, in any process."""
    expires_at = now + timedelta(seconds=keys.LIFETIME)
    _tell({store.revoked_name(key_id): reason_code}, until=expires_at)
    RevokedKey.objects.get_or_create(
        key_id=key_id, defaults={"reason_code": reason_code, "created_at": now, "expires_at": expires_at}
    )


def ban(address: Address, *, reason_code: str, now: datetime) -> Ban:
    """Ban an address (of IPv6 its /64): ten minutes at first, twice as long each time, at most a week.

    Two processes banning the same address at once may both see the same number of earlier bans; the ban is then as
    long as either says, which is what one of them alone would have said.
    """
    network = home(address).compressed
    terms = conf.policy().bans
    with transaction.atomic():
        earlier = Ban.objects.filter(network=network, created_at__gt=now - REMEMBERED).count()
        length = ban_length(earlier, first_minutes=terms.first_minutes, most_days=terms.most_days)
        # Valkey first: it is what the next request asks, and it must hear even if PostgreSQL does not.
        _tell({store.ban_name(address): reason_code}, until=now + length)
        return Ban.objects.create(
            network=network, reason_code=reason_code, created_at=now, expires_at=now + length
        )


def lift(ban_id: int, *, now: datetime) -> Ban | None:
    """End a ban now and return it, or None when it was over; other processes follow with their next snapshot."""
    if not Ban.objects.filter(pk=ban_id, lifted_at=None, expires_at__gt=now).update(lifted_at=now):
        return None
    lifted = Ban.objects.get(pk=ban_id)
    try:
        store.ask(lambda: store.client().delete(store.ban_name(lifted.address)))
    except store.StoreAway:
        # It ends there by itself, at the time the ban would have.
        log.warning("guard-ban-not-lifted-in-store")
    return lifted


def expire(*, now: datetime) -> None:
    """Delete what is over: bans that no longer lengthen the next, keys nobody holds, decisions, old counts."""
    Ban.objects.filter(expires_at__lt=now - REMEMBERED).delete()
    RevokedKey.objects.filter(expires_at__lt=now).delete()
    Decision.objects.filter(at__lt=now - DECISIONS_KEPT).delete()
    Appeal.objects.filter(created_at__lt=now - APPEALS_KEPT).delete()
    TrafficCount.objects.filter(minute__lt=now - TRAFFIC_KEPT).delete()


def _tell(names: dict[str, str], *, until: datetime) -> None:
    def write() -> None:
        pipeline = store.client().pipeline(transaction=False)
        for name, reason_code in names.items():
            pipeline.set(name, reason_code, exat=int(until.timestamp()))
        pipeline.execute()

    try:
        store.ask(write)
    except store.StoreAway:
        # The row below reaches every process with its next snapshot.
        log.warning("guard-remedy-not-in-store")
