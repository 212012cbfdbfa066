"""Challenges: a second of work, or ten seconds of patience and a small question, once, from where it was given.

Work is several puzzles, each a number whose SHA-256 together with the challenge begins with enough zero bits. Many
small puzzles take about equally long each time, where one big one takes anything between nothing and forever. The
challenge carries its terms and where it was given inside its seal, so nothing is stored until it is redeemed.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct

from botguard.engine.address import Address
from botguard.engine.key import network_mark
from botguard.engine.policy import ProofTerms
from botguard.engine.question import is_answer

VERSION = 1
BODY = Struct(">B16sIIIBBB6s")
SEAL_BYTES = 16
LENGTH = -(-(BODY.size + SEAL_BYTES) * 4 // 3)
LONGEST_ANSWER = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What was asked of a visitor. Times are whole unix seconds."""

    id: bytes
    issued_at: int
    patient_at: int
    expires_at: int
    puzzles: int
    bits: int
    question: int
    network: bytes


def pose(id_bytes: bytes, *, address: Address, terms: ProofTerms, now: int) -> Challenge:
    """Return a new challenge; `id_bytes` are 16 random bytes."""
    return Challenge(
        id=id_bytes,
        issued_at=now,
        patient_at=now + terms.patience_seconds,
        expires_at=now + terms.challenge_seconds,
        puzzles=terms.puzzles,
        bits=terms.bits,
        question=id_bytes[0],
        network=network_mark(address),
    )


def seal(challenge: Challenge, *, secrets: Sequence[str]) -> str:
    """Return a challenge as text, sealed with the newest secret."""
    body = BODY.pack(
        VERSION,
        challenge.id,
        challenge.issued_at,
        challenge.patient_at,
        challenge.expires_at,
        challenge.puzzles,
        challenge.bits,
        challenge.question,
        challenge.network,
    )
    return urlsafe_b64encode(body + _seal(body, secrets[0])).rstrip(b"=").decode()


def unseal(text: str, *, secrets: Sequence[str]) -> Challenge | None:
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
    if not any(hmac.compare_digest(given, _seal(body, secret)) for secret in secrets) or body[0] != VERSION:
        return None
    _, id_bytes, issued, patient, expires, puzzles, bits, question, network = BODY.unpack(body)
    return Challenge(
        id=id_bytes,
        issued_at=issued,
        patient_at=patient,
        expires_at=expires,
        puzzles=puzzles,
        bits=bits,
        question=question,
        network=network,
    )


def judge(
    challenge: Challenge, *, text: str, solution: str, answer: str, address: Address, now: int
) -> tuple[str, str]:
    """Return how it was solved (work, patience, or nothing) and what is wrong (nothing, expired, elsewhere …).

    Problems: expired, elsewhere, early, wrong-answer, unsolved.
    """
    if now >= challenge.expires_at:
        return "", "expired"
    if not hmac.compare_digest(challenge.network, network_mark(address)):
        return "", "elsewhere"
    if solution:
        solved = is_solved(text, solution, puzzles=challenge.puzzles, bits=challenge.bits)
        return ("work", "") if solved else ("", "unsolved")
    if now < challenge.patient_at:
        return "", "early"
    return ("patience", "") if is_answer(challenge.question, answer) else ("", "wrong-answer")


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
