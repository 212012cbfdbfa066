"""Mend mistyped words from the words the catalogue has."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWord:
    """A word of the catalogue and how many products have it."""

    word: str
    uses: int


def distance(left: str, right: str) -> int:
    """Count the letters to add, drop, change or swap with a neighbour to make one word of the other.

    Source: optimal string alignment, the restricted Damerau-Levenshtein distance.
    """
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, start=1):
        before, above, row = row, before, [i]
        for j, other in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]


def mistakes_allowed(word: str) -> int:
    """Return how many slips a word of that length may hold and still be recognised."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


def mend(word: str, known: Sequence[KnownWord]) -> str | None:
    """Return the known word meant by a mistyped one: the nearest, then the most used; None when none is near.

    A word that is known, or begins a known word, is not mistyped.
    """
    if any(one.word.startswith(word) for one in known):
        return word
    allowed = mistakes_allowed(word)
    near = [
        (distance(word, one.word), -one.uses, one.word)
        for one in known
        if abs(len(one.word) - len(word)) <= allowed
    ]
    best = min(near, default=None)
    return best[2] if best and best[0] <= allowed else None
