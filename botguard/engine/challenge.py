"""Challenges: work, a question with patience, a mailed link or a cookie that comes back; once, from where it was given.

Work is several puzzles, each a number whose SHA-256 together with the challenge begins with enough zero bits. Many
small puzzles take about equally long each time, where one big one takes anything between nothing and forever. The
challenge carries its terms, its room and where it was given inside its seal, so nothing is stored until it is redeemed.
Questions follow from a seed that is sealed with another purpose: who reads a challenge learns nothing of them.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct

from botguard.engine.address import Address
from botguard.engine.effort import Effort
from botguard.engine.key import network_mark
from botguard.engine.policy import ProofTerms
from botguard.engine.question import is_answer
from botguard.engine.room import ROOMS
from botguard.engine.sound import is_heard

VERSION = 2
BODY = Struct(">B16sIHIIBBBB6s")
SEAL_BYTES = 16
LENGTH = -(-(BODY.size + SEAL_BYTES) * 4 // 3)
LONGEST_ANSWER = 20
# Hashes a second: sixteen times what proof-worker.js makes on a small server's core (docs/decisions/0006). Our page and
# the way to it take their time, too, so that people's machines stay far below.
BROWSER_HASHES = 6_000_000
# Numbered inside the seal, as rooms are: only ever append.
KINDS = ("page", "soft", "mail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What was asked of a visitor. Times are whole unix seconds."""

    id: bytes
    kind: str
    room: str
    issued_at: int
    issued_ms: int  # and so many milliseconds
    patient_at: int
    expires_at: int
    puzzles: int
    bits: int
    network: bytes

    def seconds(self, *, now: float) -> float:
        """Return how long ago it was posed."""
        return max(0.0, now - self.issued_at - self.issued_ms / 1000)

    def is_quick(self, *, now: float) -> bool:
        """Tell whether its work was done faster than the fastest browser on the fastest desk does it."""
        return Effort(puzzles=self.puzzles, bits=self.bits).hashes > BROWSER_HASHES * self.seconds(now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posed:
    """A challenge with its sealed text, and the seed of its questions, which only we can tell."""

    challenge: Challenge
    text: str
    seed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a visitor sends back: numbers that solve the puzzles, or the answer to what was read or heard."""

    way: str  # work, question, sound, widget, soft, mail
    solution: str = ""
    answer: str = ""


def pose(
    id_bytes: bytes,
    *,
    address: Address,
    terms: ProofTerms,
    now: float,
    room: str = "checkout",
    kind: str = "page",
    effort: Effort | None = None,
) -> Challenge:
    """Return a new challenge; `id_bytes` are 16 random bytes."""
    # A browser follows the soft page at once: who comes back has kept the cookie, and that is all it asks.
    patience = 0 if kind == "soft" else terms.patience_seconds
    work = effort or Effort(puzzles=terms.puzzles, bits=terms.bits)
    at = int(now)
    return Challenge(
        id=id_bytes,
        kind=kind,
        room=room if room in ROOMS else "browse",
        issued_at=at,
        issued_ms=int(now * 1000) % 1000,
        patient_at=at + patience,
        expires_at=at + (terms.mail_seconds if kind == "mail" else terms.challenge_seconds),
        puzzles=work.puzzles,
        bits=work.bits,
        network=network_mark(address),
    )


def sealed(challenge: Challenge, *, secrets: Sequence[str]) -> Posed:
    """Return a challenge sealed with the newest secret."""
    body = BODY.pack(
        VERSION,
        challenge.id,
        challenge.issued_at,
        challenge.issued_ms,
        challenge.patient_at,
        challenge.expires_at,
        challenge.puzzles,
        challenge.bits,
        ROOMS.index(challenge.room),
        KINDS.index(challenge.kind),
        challenge.network,
    )
    text = urlsafe_b64encode(body + _seal(body, secrets[0])).rstrip(b"=").decode()
    return Posed(challenge=challenge, text=text, seed=_seed(challenge.id, secrets[0]))


def unseal(text: str, *, secrets: Sequence[str]) -> Posed | None:
    """Return the challenge a text was sealed from; None when we did not seal it."""
    if len(text) != LENGTH or not text.isascii():
        return None
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Base64Error, ValueError):
        return None
    # Only the one spelling we wrote, so that a challenge cannot be redeemed twice under two names.
    if urlsafe_b64encode(raw).rstrip(b"=").decode() != text or len(raw) != BODY.size + SEAL_BYTES:
        return None
    body, given = raw[: BODY.size], raw[BODY.size :]
    secret = next((each for each in secrets if hmac.compare_digest(given, _seal(body, each))), None)
    if secret is None or body[0] != VERSION:
        return None
    _, id_bytes, issued, milliseconds, patient, expires, puzzles, bits, room, kind, network = BODY.unpack(
        body
    )
    challenge = Challenge(
        id=id_bytes,
        kind=KINDS[kind],
        room=ROOMS[room],
        issued_at=issued,
        issued_ms=milliseconds,
        patient_at=patient,
        expires_at=expires,
        puzzles=puzzles,
        bits=bits,
        network=network,
    )
    return Posed(challenge=challenge, text=text, seed=_seed(id_bytes, secret))


def fault(challenge: Challenge, *, way: str, address: Address, room: str, now: float) -> str:
    """Return what forbids a reply before it is looked at, or nothing.

    It is expired, elsewhere, another-room, another-way or early. An early reply costs nothing: people press buttons too
    soon.
    """
    if now >= challenge.expires_at:
        return "expired"
    if not hmac.compare_digest(challenge.network, network_mark(address)):
        return "elsewhere"
    if challenge.room != room:
        return "another-room"
    if challenge.kind != (way if way in ("soft", "mail") else "page"):
        return "another-way"
    return "early" if way in ("question", "sound") and now < challenge.patient_at else ""


def is_right(posed: Posed, reply: Reply) -> bool:
    """Tell whether a reply is the right one, for the ways that we can judge by ourselves."""
    challenge = posed.challenge
    if reply.way == "work":
        return is_solved(posed.text, reply.solution, puzzles=challenge.puzzles, bits=challenge.bits)
    if reply.way == "question":
        return is_answer(posed.seed, reply.answer)
    if reply.way == "sound":
        return is_heard(posed.seed, reply.answer)
    # Waiting, or having received the link, is all there is to these.
    return reply.way in ("soft", "mail")


def is_solved(text: str, solution: str, *, puzzles: int, bits: int) -> bool:
    """Tell whether a solution, numbers joined by dots, solves every puzzle of a challenge."""
    if len(solution) > puzzles * (LONGEST_ANSWER + 1):
        return False
    numbers = solution.split(".")
    if len(numbers) != puzzles:
        return False
    return all(
        number.isascii()
        and number.isdigit()
        and len(number) <= LONGEST_ANSWER
        and _has_zeros(sha256(f"{text}.{place}.{number}".encode()).digest(), bits)
        for place, number in enumerate(numbers)
    )


def _has_zeros(digest: bytes, bits: int) -> bool:
    return int.from_bytes(digest[:4]) >> (32 - bits) == 0


def _seal(body: bytes, secret: str) -> bytes:
    purpose = hmac.digest(secret.encode(), b"botguard.challenge", "sha256")
    return hmac.digest(purpose, body, "sha256")[:SEAL_BYTES]


def _seed(id_bytes: bytes, secret: str) -> bytes:
    purpose = hmac.digest(secret.encode(), b"botguard.question", "sha256")
    return hmac.digest(purpose, id_bytes, "sha256")[:16]
