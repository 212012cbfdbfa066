"""Give partners' programs keys of their own, take them back, and count what they do with them."""

import logging
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db.models import F

from botguard.counters import nonce, store
from botguard.counters.errand import errands
from botguard.engine.decide import STEPS
from botguard.engine.facts import RequestFacts
from botguard.engine.jwk import UnusableKey, read_key, thumbprint
from botguard.engine.room import PARTNER_ROOMS
from botguard.models import PartnerKey, PartnerUse

log = logging.getLogger(__name__)
LONGEST_LIFE = timedelta(days=366)


class PartnerRefused(ValueError):
    """A key that cannot be given; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenKey:
    """A new key; the private half is empty when the partner keeps it, and is shown this once otherwise."""

    partner: PartnerKey
    private_key: str = ""


def give_key(
    name: str,
    *,
    rooms: Iterable[str],
    expires_at: datetime,
    public_key: str,
    seed: bytes,
    author_id: int | None,
    now: datetime,
) -> GivenKey:
    """Give a partner a key for some rooms; without a public key of theirs, make a pair of 32 random bytes.

    :raises PartnerRefused: when the key is of another kind or known, opens nothing, or never ends
    """
    opened = sorted(set(rooms) & set(PARTNER_ROOMS))
    if not opened:
        raise PartnerRefused("Choose at least one room.")
    if not now < expires_at <= now + LONGEST_LIFE:
        raise PartnerRefused("A key ends within a year.")
    private = None if public_key else Ed25519PrivateKey.from_private_bytes(seed)
    raw = private.public_key().public_bytes_raw() if private else b""
    shown = public_key.strip().rstrip("=") or urlsafe_b64encode(raw).rstrip(b"=").decode()
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": shown}
    try:
        read_key(jwk)
    except UnusableKey as error:
        raise PartnerRefused("That is no Ed25519 public key, as 43 characters of base64.") from error
    row, is_new = PartnerKey.objects.get_or_create(
        key_id=thumbprint(jwk),
        defaults={
            "name": name,
            "public_key": shown,
            "rooms": opened,
            "created_at": now,
            "expires_at": expires_at,
            "created_by_id": author_id,
        },
    )
    if not is_new:
        raise PartnerRefused("That key was given before; a partner makes a new pair for a new key.")
    text = (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode() if private else ""
    )
    return GivenKey(partner=row, private_key=text)


def take_back(partner_id: int, *, reason: str, now: datetime) -> PartnerKey | None:
    """Take a key back and return it, or None when it is not in force: its next request is a stranger's, everywhere."""
    live = PartnerKey.objects.filter(pk=partner_id, revoked_at=None, expires_at__gt=now)
    if not live.update(revoked_at=now, revoked_because=reason[:200]):
        return None
    row = PartnerKey.objects.get(pk=partner_id)
    try:
        nonce.revoke(row.key_id, seconds=max(1, int((row.expires_at - now).total_seconds())))
    except store.StoreAway:
        log.warning("guard-partner-not-revoked-in-store")
    return row


def count_use(facts: RequestFacts, *, action: str) -> None:
    """Remember in this process that a partner's key signed a request, and what became of it, or what was wrong."""
    bot = facts.bot
    outcome = action if bot.is_verified else bot.problem
    errands.use(signer=bot.signer, room=facts.room, action=outcome, address=facts.address.compressed)


def fold_uses(uses: Counter[tuple[str, str, str, str]], *, now: datetime) -> None:
    """Add uses to the hour they are handed over in, and note when and where a key was last used."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    ids = dict(PartnerKey.objects.filter(key_id__in={use[0] for use in uses}).values_list("key_id", "pk"))
    sums: Counter[tuple[int, str, str]] = Counter()
    for (signer, room, action, address), number in sorted(uses.items()):
        if signer in ids:
            sums[ids[signer], room, action] += number
        if signer in ids and action in STEPS:
            # Anybody can use the name of a key; only a signature that fits is a use of it.
            PartnerKey.objects.filter(pk=ids[signer]).update(last_used_at=now, last_address=address)
    for (partner_id, room, action), number in sorted(sums.items()):
        row, is_new = PartnerUse.objects.get_or_create(
            partner_id=partner_id, hour=hour, room=room, action=action, defaults={"count": number}
        )
        if not is_new:
            PartnerUse.objects.filter(pk=row.pk).update(count=F("count") + number)
