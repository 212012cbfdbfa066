"""Keys: signed, short-lived, bound to a neighbourhood and a browser; opening some rooms, each a bit of its own.

A token is a body (`BODY`: version, id, times, rooms, proof, network, agent, standing) and a seal in URL-safe base64.
The seal is HMAC-SHA256 cut to 128 bits. Everything is checked without any store; what was taken back is known to the
counters and the snapshot.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from struct import Struct

from botguard.engine.address import Address, neighbourhood
from botguard.engine.room import OPEN, PROVEN, ROOMS, bits_of, rooms_of
from botguard.engine.tier import TIERS
from scorecard.construction import swift

VERSION = 2
BODY = Struct(">B16sIIIIIHBB6s4sB6s")
SEAL_BYTES = 16
TOKEN_LENGTH = -(-(BODY.size + SEAL_BYTES) * 4 // 3)
# Of any version there was or may be.
MOST_CHARACTERS = 256
LIFETIME = 30 * 60
# The order is the order of the numbers in a key: append, never move. The first is no proof; `soft` opens no room.
PROOFS = ("", "work", "patience", "account", "soft", "sound", "mail", "widget")
NOBODY = bytes(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A visitor's key. Times are whole unix seconds."""

    id: str  # 32 hexadecimal digits, random, without personal meaning
    born_at: int
    issued_at: int
    expires_at: int
    proof_until: int = 0
    proved_at: int = 0
    proof: str = ""
    proof_room: str = ""  # the room the proof was asked for
    rooms: frozenset[str] = OPEN
    network: bytes = bytes(6)
    agent: bytes = bytes(4)
    tier: str = "ordinary"  # what the account of `account` was when it was last looked at
    account: bytes = NOBODY  # a keyed mark of the account that is signed in

    def opens(self, room: str) -> bool:
        """Tell whether the key opens a room."""
        return room in self.rooms

    def is_due(self, *, now: int) -> bool:
        """Tell whether half of the key's life is over, so that using it renews it."""
        return now - self.issued_at >= LIFETIME // 2

    @property
    def is_displaced(self) -> bool:
        """Tell whether a proof still runs that opens nothing, because the key has moved to another network."""
        return self.proof not in ("", "soft") and "checkout" not in self.rooms


@swift()
class Reading:
    """What a presented token turned out to be: none, good, expired or forged; the key when it is good."""

    state: str
    key: Key | None = None


def cut(id_bytes: bytes, *, address: Address, agent: str, now: int) -> Key:
    """Return a new key that opens what needs no proof; `id_bytes` are 16 random bytes."""
    return Key(
        id=id_bytes.hex(),
        born_at=now,
        issued_at=now,
        expires_at=now + LIFETIME,
        network=network_mark(address),
        agent=agent_mark(agent),
    )


def renewed(key: Key, *, now: int) -> Key:
    """Return the key with a new life; a proof past its time is dropped with its rooms."""
    alive = key if key.proof_until > now else without_proof(key)
    return replace(alive, issued_at=now, expires_at=now + LIFETIME)


def rebound(key: Key, *, address: Address, agent: str, now: int) -> Key:
    """Return the key bound to where it is used now, its proof remembered but closed: the holder may have changed.

    Somebody who merely took a train gets it back by `restored`, which asks for less than a new proof.
    """
    moved = replace(key, rooms=key.rooms - PROVEN, network=network_mark(address), agent=agent_mark(agent))
    return renewed(moved, now=now)


def restored(key: Key, *, now: int) -> Key:
    """Return a displaced key with the rooms of its proof open again, for as long as the proof had left."""
    return renewed(replace(key, rooms=key.rooms | PROVEN), now=now) if key.is_displaced else key


def opened(key: Key, *, proof: str, now: int, seconds: int, room: str = "") -> Key:
    """Return the key with the rooms that need a proof open for a while; `room` is the one it was asked for."""
    proved = replace(
        key,
        rooms=key.rooms | PROVEN,
        proof=proof,
        proof_until=now + seconds,
        proved_at=now,
        proof_room=room if room in ROOMS else "",
    )
    return renewed(proved, now=now)


def softened(key: Key, *, now: int, seconds: int) -> Key:
    """Return the key of a browser that showed to be one: it opens no room, but is not asked again for a while."""
    if key.is_displaced:
        return restored(key, now=now)
    if key.proof:
        return renewed(key, now=now)
    return renewed(replace(key, proof="soft", proof_until=now + seconds, proved_at=now), now=now)


def carrying(key: Key, *, tier: str, account: bytes, now: int) -> Key:
    """Return the key with the standing of the account that is signed in; `NOBODY` is none."""
    return renewed(replace(key, tier=tier, account=account), now=now)


def without_proof(key: Key) -> Key:
    """Return the key with what needs no proof."""
    return replace(key, rooms=key.rooms - PROVEN, proof="", proof_until=0, proved_at=0, proof_room="")


def sign(key: Key, *, secrets: Sequence[str]) -> str:
    """Return a key's token, sealed with the newest secret."""
    body = packed(key)
    return urlsafe_b64encode(body + _seal(body, secrets[0])).rstrip(b"=").decode()


@lru_cache(maxsize=8192)
def packed(key: Key) -> bytes:
    """Return a key's body, as its token and its row in the store hold it."""
    return BODY.pack(
        VERSION,
        bytes.fromhex(key.id),
        key.born_at,
        key.issued_at,
        key.expires_at,
        key.proof_until,
        key.proved_at,
        bits_of(key.rooms),
        PROOFS.index(key.proof),
        ROOMS.index(key.proof_room) + 1 if key.proof_room else 0,
        key.network,
        key.agent,
        TIERS.index(key.tier),
        key.account,
    )


def unpacked(body: bytes) -> Key | None:
    """Return the key of a body, or None when it is none of this version."""
    if len(body) != BODY.size or body[0] != VERSION:
        return None
    (
        _,
        id_bytes,
        born,
        issued,
        expires,
        proof_until,
        proved,
        rooms,
        proof,
        proof_room,
        network,
        agent,
        tier,
        account,
    ) = BODY.unpack(body)
    if proof >= len(PROOFS) or proof_room > len(ROOMS) or tier >= len(TIERS):
        return None
    return Key(
        id=id_bytes.hex(),
        born_at=born,
        issued_at=issued,
        expires_at=expires,
        proof_until=proof_until,
        proved_at=proved,
        proof=PROOFS[proof],
        proof_room=ROOMS[proof_room - 1] if proof_room else "",
        rooms=rooms_of(rooms),
        network=network,
        agent=agent,
        tier=TIERS[tier],
        account=account,
    )


def read(token: str, *, secrets: Sequence[str], now: int) -> Reading:
    """Verify a token against the newest secret and those still valid.

    One of another version of ours (before or after an upgrade) is as good as expired: its holder gets a new key.
    """
    if not token:
        return Reading(state="none")
    is_ours, key = _verified(token, tuple(secrets))
    if not is_ours:
        return Reading(state="forged")
    if key is None or key.expires_at <= now:
        return Reading(state="expired")
    return Reading(
        state="good", key=key if key.proof_until > now or not key.proof_until else without_proof(key)
    )


def place(key: Key, *, address: Address, agent: str) -> str:
    """Tell where a good key is used: good, moved (another neighbourhood) or foreign (another browser)."""
    if not hmac.compare_digest(key.agent, agent_mark(agent)):
        return "foreign"
    return "good" if hmac.compare_digest(key.network, network_mark(address)) else "moved"


# Nearly every key is shown again, and its seal costs more to check than everything else about it.
@lru_cache(maxsize=8192)
def _verified(token: str, secrets: tuple[str, ...]) -> tuple[bool, Key | None]:
    """Return whether a token is ours, and its key unless it is of another version."""
    body = _body(token, secrets)
    return body is not None, unpacked(body) if body is not None else None


@lru_cache(maxsize=8192)
def network_mark(address: Address) -> bytes:
    """Return the six bytes that stand for an address's neighbourhood."""
    return sha256(neighbourhood(address).compressed.encode()).digest()[:6]


@lru_cache(maxsize=8192)
def agent_mark(agent: str) -> bytes:
    """Return the four bytes that stand for a browser's agent string."""
    return sha256(agent.encode("utf-8", "surrogatepass")).digest()[:4]


def _body(token: str, secrets: Sequence[str]) -> bytes | None:
    if len(token) > MOST_CHARACTERS or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Base64Error, ValueError):
        return None
    if len(raw) <= SEAL_BYTES or urlsafe_b64encode(raw).rstrip(b"=").decode() != token:
        return None
    body, seal = raw[:-SEAL_BYTES], raw[-SEAL_BYTES:]
    return body if any(hmac.compare_digest(seal, _seal(body, secret)) for secret in secrets) else None


def _seal(body: bytes, secret: str) -> bytes:
    purpose = hmac.digest(secret.encode(), b"botguard.key", "sha256")
    return hmac.digest(purpose, body, "sha256")[:SEAL_BYTES]
