"""How much work a proof is: a second as a rule, more where proofs seem to be farmed."""

from dataclasses import dataclass

from botguard.engine.decide import SHARED_KINDS
from botguard.engine.policy import ProofTerms

MOST_PUZZLES = 64
# Doubled no more often: sixteen seconds of work still end on a telephone, and a question stands beside it.
MOST_DOUBLINGS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """So many puzzles of so many zero bits."""

    puzzles: int
    bits: int

    @property
    def hashes(self) -> int:
        """Return how many hashes it takes on average."""
        return self.puzzles << self.bits


@dataclass(slots=True, kw_only=True)
class Rate:
    """About how often something happened in the last minute. Threads may share one: a lost count changes nothing."""

    seconds: int = 60
    bucket: int = 0
    current: int = 0
    previous: int = 0

    def add(self, *, now: float, number: int = 1) -> int:
        """Count, and return the sliding estimate."""
        bucket = int(now) // self.seconds
        if bucket != self.bucket:
            self.previous = self.current if bucket == self.bucket + 1 else 0
            self.bucket, self.current = bucket, 0
        self.current += number
        left = 1 - (now % self.seconds) / self.seconds
        return self.current + int(self.previous * left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What decides about the work: the visitor's total, and how many proofs were wanted lately."""

    points: int = 0
    home: int = 0  # proofs redeemed by this address in an hour
    network: int = 0  # by its /24 or /48
    posed: int = 0  # challenges this process posed in a minute
    kind: str = "unknown"  # of network


def effort(terms: ProofTerms, demand: Demand) -> Effort:
    """Return the work of a new challenge: doubled for a suspect, and for each doubling of what is usual around it."""
    doublings = int(demand.points >= terms.heavy_points)
    if demand.kind not in SHARED_KINDS:
        doublings += max(
            (demand.home // terms.home_proofs).bit_length(),
            (demand.network // terms.network_proofs).bit_length(),
        )
    doublings += (demand.posed // terms.posed_a_minute).bit_length()
    doublings = min(doublings, MOST_DOUBLINGS)
    puzzles, bits = terms.puzzles, terms.bits
    for _ in range(doublings):
        # More puzzles show finer progress than harder ones, and take more evenly long.
        if puzzles * 2 <= MOST_PUZZLES:
            puzzles *= 2
        else:
            bits += 1
    return Effort(puzzles=puzzles, bits=bits)
