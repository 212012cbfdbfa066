"""Features of a scorecard to be fitted, and where their bands begin."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

type Trend = Literal["free", "rising", "falling"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A reading with ascending band edges.

    A `rising` feature may weigh only more, a `falling` one only less from band to band, whatever a few odd cases say.
    Without a `floor`, a value below the first edge is as unremarkable as one that is missing: both weigh nothing, as
    hand-made signals do. With one, values from the floor on weigh something, too, and what is missing weighs nothing
    because it is put at what everybody's value weighs on average.
    """

    code: str
    edges: tuple[float, ...]
    trend: Trend = "free"
    floor: float | None = None


def quantile_edges(values: Iterable[float], *, most: int = 5) -> tuple[float, ...]:
    """Return at most so many edges that part the values evenly; equal values never part.

    The lowest value is no edge: below the first edge lies the common case. Where most cases share the lowest value, as
    with things that seldom happen, the edges part the rest.
    """
    ranked = sorted(values)
    rest = [value for value in ranked if value > ranked[0]]
    if not rest:
        return ()
    if (len(ranked) - len(rest)) * (most + 1) >= len(ranked):
        return tuple(sorted({rest[len(rest) * number // most] for number in range(most)}))
    return tuple(sorted({ranked[len(ranked) * number // (most + 1)] for number in range(1, most + 1)}))


def band_of(value: float | None, edges: Sequence[float]) -> int | None:
    """Return how many edges a value has reached; None when it is missing or not a number."""
    if value is None or value != value:
        return None
    return bisect_right(edges, value)
