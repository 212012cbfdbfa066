"""Ban addresses for a while, at once in Valkey and lasting in PostgreSQL; and forget what is over."""

import logging
from datetime import datetime, timedelta
from ipaddress import ip_network

from django.db import DatabaseError, transaction

from botguard import conf
from botguard.actions import brake, standing
from botguard.actions.expiry import TRAFFIC_KEPT, expire_journal
from botguard.actions.revocation import revoke
from botguard.counters import store
from botguard.engine.address import Address, Network, circles, home, is_in
from botguard.engine.ban import ban_length, ban_width
from botguard.engine.decide import Verdict
from botguard.engine.facts import RequestFacts
from botguard.models import (
    Appeal,
    Ban,
    CrawlerName,
    PartnerKey,
    PartnerUse,
    RevokedKey,
    Visit,
)

log = logging.getLogger(__name__)
# Earlier bans count towards the next one's length this long.
REMEMBERED = timedelta(days=30)
APPEALS_KEPT = timedelta(days=90)


def apply(facts: RequestFacts, verdict: Verdict, *, now: datetime) -> None:
    """Carry out what a verdict says beyond this request. A database that is away costs durability, not the shop."""
    try:
        if verdict.takes_room and facts.key is not None:
            revoke(facts.key.id, rooms=[verdict.takes_room], reason_code=verdict.reason_code, now=now)
        if verdict.takes_key and facts.key is not None:
            revoke(facts.key.id, reason_code=verdict.reason_code, now=now)
        if verdict.bans_address:
            _ban_sender(facts, verdict, now=now)
    except DatabaseError as error:
        log.warning("guard-remedy-not-stored", extra={"error": type(error).__name__})


def ban(address: Address, *, reason_code: str, now: datetime, may_widen: bool = False) -> Ban:
    """Ban an address (of IPv6 its /64): ten minutes at first, twice as long each time, at most a week.

    Where it may widen, and enough of its neighbours were banned of late, all of its network is (engine.ban). Two
    processes banning at once may both see the same number of earlier bans; the ban is then as long as either says,
    which is what one of them alone would have said.
    """
    terms = conf.policy().bans
    with transaction.atomic():
        network = _width(address, now=now) if may_widen else home(address)
        earlier = Ban.objects.filter(network=network.compressed, created_at__gt=now - REMEMBERED).count()
        length = ban_length(earlier, first_minutes=terms.first_minutes, most_days=terms.most_days)
        # Valkey first: it is what the next request asks, and it must hear even if PostgreSQL does not.
        _tell({store.ban_name(network): reason_code}, until=now + length)
        return Ban.objects.create(
            network=network.compressed, reason_code=reason_code, created_at=now, expires_at=now + length
        )


def _ban_sender(facts: RequestFacts, verdict: Verdict, *, now: datetime) -> None:
    if is_in(facts.address, conf.trusted_proxies()):
        # A proxy of ours that does not say whom it speaks for: to ban it would be to close the shop.
        log.error("guard-proxy-is-silent", extra={"proxy": facts.address.compressed})
        return
    ban(facts.address, reason_code=verdict.reason_code, now=now, may_widen=not facts.address.is_loopback)


def _width(address: Address, *, now: datetime) -> Network:
    """Return how much of an address's network to ban: no more of it than nobody who proved to be a person is in."""
    terms = conf.policy().bans
    around, since = circles(address)[-1].compressed, now - timedelta(hours=terms.neighbour_hours)
    people = Visit.objects.filter(network=around, last_at__gt=since, standing="good").exclude(
        proof__in=("", "soft")
    )
    if people.exists():
        return home(address)
    recent = Ban.objects.filter(created_at__gt=since, created_at__lte=now, lifted_at=None).extra(
        where=["network::inet <<= %s::inet"], params=[around]
    )
    banned = [ip_network(text) for text in recent.values_list("network", flat=True)]
    return ban_width(address, banned=banned, neighbours=terms.neighbours)


def lift(ban_id: int, *, now: datetime) -> Ban | None:
    """End a ban now and return it, or None when it was over; other processes follow with their next snapshot."""
    if not Ban.objects.filter(pk=ban_id, lifted_at=None, expires_at__gt=now).update(lifted_at=now):
        return None
    lifted = Ban.objects.get(pk=ban_id)
    try:
        store.ask(lambda: store.client().delete(store.ban_name(ip_network(lifted.network))))
    except store.StoreAway:
        # It ends there by itself, at the time the ban would have.
        log.warning("guard-ban-not-lifted-in-store")
    return lifted


def expire(*, now: datetime) -> None:
    """Delete what is over: bans that no longer lengthen the next, keys nobody holds, decisions, old counts."""
    Ban.objects.filter(expires_at__lt=now - REMEMBERED).delete()
    RevokedKey.objects.filter(expires_at__lt=now).delete()
    standing.expire(now=now)
    expire_journal(now=now)
    Appeal.objects.filter(created_at__lt=now - APPEALS_KEPT).delete()
    brake.expire(now=now)
    CrawlerName.objects.filter(expires_at__lt=now).delete()
    PartnerUse.objects.filter(hour__lt=now - TRAFFIC_KEPT).delete()
    PartnerKey.objects.filter(last_used_at__lt=now - TRAFFIC_KEPT).update(last_address=None)


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
