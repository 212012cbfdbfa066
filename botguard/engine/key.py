"""Keys: signed, short-lived, bound to a neighbourhood and a browser; opening only some rooms.

A token is `version | id | born | issued | expires | proof until | rooms | proof | network | agent | seal` in URL-safe
base64. The seal is HMAC-SHA256 cut to 128 bits. Everything is checked without any store; what was taken back is
known to the counters and the snapshot.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from struct import Struct

from botguard.engine.address import Address, neighbourhood

VERSION = 1
BODY = Struct(">B16sIIIIBB6s4s")
SEAL_BYTES = 16
TOKEN_LENGTH = -(-(BODY.size + SEAL_BYTES) * 4 // 3)
LIFETIME = 30 * 60
ROOM_BITS = {"browse": 1, "checkout": 2}
PROOFS = ("", "work", "patience", "account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A visitor's key. Times are whole unix seconds."""

    id: str  # 32 hexadecimal digits, random, without personal meaning
    born_at: int
    issued_at: int
    expires_at: int
    proof_until: int = 0
    proof: str = ""
    rooms: frozenset[str] = frozenset({"browse"})
    network: bytes = bytes(6)
    agent: bytes = bytes(4)

    def opens(self, room: str) -> bool:
        """Tell whether the key opens a room."""
        return room in self.rooms

    def is_due(self, *, now: int) -> bool:
        """Tell whether half of the key's life is over, so that using it renews it."""
        return now - self.issued_at >= LIFETIME // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a presented token turned out to be: none, good, expired or forged; the key when it is good."""

    state: str
    key: Key | None = None


def cut(id_bytes: bytes, *, address: Address, agent: str, now: int) -> Key:
    """Return a new key that opens `browse`; `id_bytes` are 16 random bytes."""
    return Key(
        id=id_bytes.hex(),
        born_at=now,
        issued_at=now,
        expires_at=now + LIFETIME,
        network=network_mark(address),
        agent=agent_mark(agent),
    )


def renewed(key: Key, *, now: int) -> Key:
    """Return the key with a new life; a proof past its time is dropped with its room."""
    rooms = key.rooms if key.proof_until > now else frozenset({"browse"})
    proof = key.proof if key.proof_until > now else ""
    until = key.proof_until if proof else 0
    return replace(key, issued_at=now, expires_at=now + LIFETIME, rooms=rooms, proof=proof, proof_until=until)


def rebound(key: Key, *, address: Address, agent: str, now: int) -> Key:
    """Return the key bound to where it is used now, without its proof: the holder may have changed."""
    bare = replace(key, proof_until=0, network=network_mark(address), agent=agent_mark(agent))
    return renewed(bare, now=now)


def opened(key: Key, *, proof: str, now: int, seconds: int) -> Key:
    """Return the key with the checkout room opened by a proof for a while."""
    with_room = replace(key, rooms=key.rooms | {"checkout"}, proof=proof, proof_until=now + seconds)
    return renewed(with_room, now=now)


def sign(key: Key, *, secrets: Sequence[str]) -> str:
    """Return a key's token, sealed with the newest secret."""
    body = BODY.pack(
        VERSION,
        bytes.fromhex(key.id),
        key.born_at,
        key.issued_at,
        key.expires_at,
        key.proof_until,
        sum(bit for room, bit in ROOM_BITS.items() if room in key.rooms),
        PROOFS.index(key.proof),
        key.network,
        key.agent,
    )
    return urlsafe_b64encode(body + _seal(body, secrets[0])).rstrip(b"=").decode()


def read(token: str, *, secrets: Sequence[str], now: int) -> Reading:
    """Verify a token against the newest secret and those still valid."""
    if not token:
        return Reading(state="none")
    body = _body(token, secrets)
    if body is None:
        return Reading(state="forged")
    _, id_bytes, born, issued, expires, proof_until, bits, proof, network, agent = BODY.unpack(body)
    if expires <= now:
        return Reading(state="expired")
    rooms = frozenset(room for room, bit in ROOM_BITS.items() if bits & bit)
    key = Key(
        id=id_bytes.hex(),
        born_at=born,
        issued_at=issued,
        expires_at=expires,
        proof_until=proof_until,
        proof=PROOFS[proof],
        rooms=rooms,
        network=network,
        agent=agent,
    )
    return Reading(state="good", key=key if proof_until > now or not proof_until else _without_proof(key))


def place(key: Key, *, address: Address, agent: str) -> str:
    """Tell where a good key is used: good, moved (another neighbourhood) or foreign (another browser)."""
    if not hmac.compare_digest(key.agent, agent_mark(agent)):
        return "foreign"
    return "good" if hmac.compare_digest(key.network, network_mark(address)) else "moved"


def network_mark(address: Address) -> bytes:
    """Return the six bytes that stand for an address's neighbourhood."""
    return sha256(neighbourhood(address).compressed.encode()).digest()[:6]


def agent_mark(agent: str) -> bytes:
    """Return the four bytes that stand for a browser's agent string."""
    return sha256(agent.encode("utf-8", "surrogatepass")).digest()[:4]


def _without_proof(key: Key) -> Key:
    return replace(key, rooms=frozenset({"browse"}), proof="", proof_until=0)


def _body(token: str, secrets: Sequence[str]) -> bytes | None:
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Base64Error, ValueError):
        return None
    if len(raw) != BODY.size + SEAL_BYTES or urlsafe_b64encode(raw).rstrip(b"=").decode() != token:
        return None
    body, seal = raw[: BODY.size], raw[BODY.size :]
    if not any(hmac.compare_digest(seal, _seal(body, secret)) for secret in secrets):
        return None
    return body if body[0] == VERSION and body[BODY.size - 11] < len(PROOFS) else None


def _seal(body: bytes, secret: str) -> bytes:
    purpose = hmac.digest(secret.encode(), b"botguard.key", "sha256")
    return hmac.digest(purpose, body, "sha256")[:SEAL_BYTES]
