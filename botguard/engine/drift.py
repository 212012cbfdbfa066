"""Drift: whether visits still move as they did when weights were learned, reading by reading."""

from collections.abc import Sequence
from dataclasses import dataclass

from scorecard.metrics import psi_of_counts

# What credit scoring makes of the population stability index (Siddiqi, *Credit Risk Scorecards*, 2006).
SHIFTED, CHANGED = 0.1, 0.25
# With fewer visits on a side the index is mostly chance.
LEAST_VISITS = 100
# A band that hardly anybody was or is in says little, loudly: it is counted with its neighbour.
LEAST_SHARE = 0.05
MOST_DOUBLINGS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far one reading has moved: its stability index, and the share of visits that reached it then and now."""

    code: str
    psi: float
    reached_before: float
    reached_now: float

    @property
    def share_before(self) -> float:
        """Return the share that reached it then, in percent."""
        return 100 * self.reached_before

    @property
    def share_now(self) -> float:
        """Return the share that reaches it now, in percent."""
        return 100 * self.reached_now

    @property
    def tone(self) -> str:
        """Return how much that should worry."""
        return {"stable": "green", "shifted": "amber", "changed": "red"}[self.word]

    @property
    def word(self) -> str:
        """Return what the index is called: stable, shifted or changed."""
        if self.psi < SHIFTED:
            return "stable"
        return "shifted" if self.psi < CHANGED else "changed"


def edges_of(limits: Sequence[float]) -> tuple[float, ...]:
    """Return where a reading's bands begin: its weights' own limits, and every doubling from one on below them."""
    doublings = [float(1 << power) for power in range(MOST_DOUBLINGS) if 1 << power < max(limits, default=0)]
    return tuple(sorted({*doublings, *map(float, limits)}))


def drift_of(code: str, before: Sequence[int], now: Sequence[int]) -> Drift:
    """Return the drift of a reading from its visits by band, the first of which did not reach it at all.

    :raises scorecard.metrics.NotMeasurable: when a side is empty, or the bands differ
    """
    was, is_now = merged(before, now)
    return Drift(
        code=code,
        psi=psi_of_counts(was, is_now),
        reached_before=1 - before[0] / sum(before),
        reached_now=1 - now[0] / sum(now),
    )


def merged(before: Sequence[int], now: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return counts with neighbouring bands added up until each has, then or now, a share worth comparing."""
    totals = sum(before) or 1, sum(now) or 1
    was, is_now = [0], [0]
    for one, other in zip(before, now, strict=True):
        if _is_worth(was[-1], is_now[-1], totals):
            was.append(0)
            is_now.append(0)
        was[-1] += one
        is_now[-1] += other
    if len(was) > 1 and not _is_worth(was[-1], is_now[-1], totals):
        last, other = was.pop(), is_now.pop()
        was[-1] += last
        is_now[-1] += other
    return was, is_now


def _is_worth(was: int, is_now: int, totals: tuple[int, int]) -> bool:
    # Either will do: what nobody did and many do now is the drift that matters most.
    return max(was / totals[0], is_now / totals[1]) >= LEAST_SHARE
