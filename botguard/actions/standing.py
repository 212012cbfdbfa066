"""Learn what orders came to, and keep what staff say of an account: both make its standing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from botguard import conf
from botguard.engine import key as keys
from botguard.engine.key import NOBODY, Key
from botguard.engine.tier import RESULT_OF, TIERS, account_mark
from botguard.http import Guard
from botguard.models import NetworkStanding, OrderResult, Standing
from botguard.queries import standing as queries

# How long an order speaks for its account and its network.
KEPT_FOR = timedelta(days=730)
NETWORK_KEPT_FOR = timedelta(days=180)
LONGEST_REASON = 300


class UnknownTier(LookupError):
    """There is no such tier (botguard.engine.tier.TIERS)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What an order came to: by whom it was placed, with which key, from which /24 or /48."""

    reference: str
    outcome: str
    account_id: int | None
    key_id: str
    network: str


def learn(learned: Learned, *, now: datetime) -> bool:
    """Count an order's outcome for its account and its network, in place of an earlier one; return whether it is news.

    An outcome that speaks neither for nor against anybody takes an earlier one back.
    """
    result = RESULT_OF.get(learned.outcome, "")
    with transaction.atomic():
        rows = OrderResult.objects.select_for_update()
        if not result:
            row = rows.filter(reference=learned.reference).first()
            if row is not None:
                _count(row, row.result, by=-1, now=now)
                row.delete()
            return row is not None
        row, is_new = rows.get_or_create(
            reference=learned.reference,
            defaults={
                "result": result,
                "account_id": learned.account_id,
                "key_id": learned.key_id,
                "network": learned.network,
                "known_at": now,
            },
        )
        if not is_new:
            if row.result == result:
                return False
            _count(row, row.result, by=-1, now=now)
            OrderResult.objects.filter(pk=row.pk).update(result=result, known_at=now)
        _count(row, result, by=1, now=now)
    return True


def say(
    account_id: int,
    *,
    tier: str,
    reason: str,
    actor_id: int | None,
    now: datetime,
    expires_at: datetime | None = None,
) -> None:
    """Keep staff's word about an account, which wins over its orders; an empty `tier` takes the word back.

    Distrust reaches keys that are in use with the next snapshot; trust when they are renewed.

    :raises UnknownTier: when there is no such tier
    """
    if tier and tier not in TIERS:
        raise UnknownTier(tier)
    Standing.objects.update_or_create(
        account_id=account_id,
        defaults={
            "said": tier,
            "said_reason": reason[:LONGEST_REASON],
            "said_by_id": actor_id,
            "said_at": now,
            "said_until": expires_at,
            "changed_at": now,
        },
    )


def carry(guard: Guard, *, account_id: int | None, now: datetime) -> Key | None:
    """Return the visitor's key with the standing of the account that is signed in, or None when it has that already.

    The safeguarded need no other proof; who signs out leaves all of it behind.
    """
    key, seconds = guard.key, int(now.timestamp())
    if key is None:
        return None
    mark = NOBODY if account_id is None else account_mark(account_id, secret=conf.secrets()[0])
    if key.account == mark and (account_id is None or not guard.is_key_new):
        return None
    tier = "ordinary" if account_id is None else queries.tier(account_id, now=now)
    is_opening = tier == "safeguard" and not key.opens("checkout")
    if (key.tier, key.account) == (tier, mark) and not is_opening:
        return None
    if key.proof == "account":
        key = keys.without_proof(key)
    key = keys.carrying(key, tier=tier, account=mark, now=seconds)
    if tier == "safeguard" and not key.opens("checkout"):
        key = keys.opened(key, proof="account", now=seconds, seconds=conf.policy().proof.opens_seconds)
    return key


def expire(*, now: datetime) -> None:
    """Forget what orders of long ago came to, and standings that nothing is said of any more."""
    with transaction.atomic():
        old = OrderResult.objects.filter(known_at__lt=now - KEPT_FOR).select_for_update(skip_locked=True)
        for row in old.order_by("pk")[:1_000]:
            _count(row, row.result, by=-1, now=now)
            row.delete()
    nothing = Q(kept=0, refused=0, lost=0)
    NetworkStanding.objects.filter(nothing | Q(changed_at__lt=now - NETWORK_KEPT_FOR)).delete()
    Standing.objects.filter(nothing, said="").delete()


def _count(row: OrderResult, result: str, *, by: int, now: datetime) -> None:
    # Accounts before networks, always: two orders of the same customer must not wait for each other.
    if row.account_id is not None:
        Standing.objects.get_or_create(account_id=row.account_id, defaults={"changed_at": now})
        Standing.objects.filter(account_id=row.account_id).update(**{result: F(result) + by}, changed_at=now)
    if row.network:
        if by > 0:
            NetworkStanding.objects.get_or_create(network=row.network, defaults={"changed_at": now})
        # A network that was forgotten meanwhile has nothing to take back.
        networks = NetworkStanding.objects.filter(network=row.network, **{f"{result}__gte": max(0, -by)})
        networks.update(**{result: F(result) + by}, changed_at=now)
