"""The standing of an account: what its orders came to and what staff said; it moves every step of the ladder by one."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

# The order is the order of the numbers in a key: append, never move.
TIERS = ("ordinary", "safeguard", "distrusted")
# What an order can come to, as the standing counts it.
KEPT, REFUSED, LOST = "kept", "refused", "lost"
RESULTS = (KEPT, REFUSED, LOST)
# Every outcome that says something of who ordered; all others are nobody's fault or praise.
RESULT_OF = {"delivered": KEPT, "kept": KEPT, "refused": REFUSED, "chargeback": LOST, "fraud": LOST}
# These are facts about this visit or staff's word: no standing softens them.
FIRM = frozenset({"key-revoked", "room-closed", "rule-deny", "trap-hit"})
# What a person who knows the way clicks, pages in ten seconds and in a minute.
HUMAN_10, HUMAN_60 = 20, 45
MARK_BYTES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingTerms:
    """From how many kept orders an account is safeguarded, and from how many lost or refused it is distrusted."""

    safeguard_kept: int
    distrust_lost: int
    distrust_refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How many orders of an account, or of a network, came to what."""

    kept: int = 0
    refused: int = 0
    lost: int = 0


NO_RECORD = Record()


def tier_of(record: Record, *, said: str, terms: StandingTerms) -> str:
    """Return an account's tier; `said` is what staff said, which wins, or nothing.

    A lost order undoes the trust of any number of kept ones until staff speak; refused parcels, which happen to honest
    people, weigh against kept ones.
    """
    if said:
        return said
    if record.lost >= terms.distrust_lost or record.refused - record.kept >= terms.distrust_refused:
        return "distrusted"
    if record.lost == 0 and record.kept - record.refused >= terms.safeguard_kept:
        return "safeguard"
    return "ordinary"


def shifted(
    action: str, *, tier: str, steps: Sequence[str], codes: Sequence[str], is_hasty: bool, has_proof: bool
) -> str:
    """Return the step taken instead of `action`: one milder for the safeguarded, one harder for the distrusted.

    A safeguarded customer who clicks no faster than people do is never made to wait. A distrusted one can always still
    prove to be a person, and reads the catalogue like anybody.
    """
    place = steps.index(action)
    if tier == "safeguard" and not FIRM & set(codes):
        milder = steps[max(0, place - 1)]
        if milder == "throttle" and not is_hasty:
            milder = "challenge"
        if milder in ("soft", "challenge") and has_proof:
            # There is nothing more to prove.
            milder = "throttle" if is_hasty else "slow"
        return milder
    if tier == "distrusted" and action != "allow" and not (action == "challenge" and not has_proof):
        harder = steps[min(len(steps) - 1, place + 1)]
        return "throttle" if harder in ("soft", "challenge") and has_proof else harder
    return action


def account_mark(account_id: int, *, secret: str) -> bytes:
    """Return the six bytes that stand for an account in keys: whoever holds a key learns no number from it."""
    purpose = hmac.digest(secret.encode(), b"botguard.account", "sha256")
    return hmac.digest(purpose, str(account_id).encode(), "sha256")[:MARK_BYTES]
