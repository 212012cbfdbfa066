"""Signals of rhythm: how evenly and how quickly a visitor's last pages followed each other, and in what order.

People read one page for a second and another for a minute: the spread of their gaps is about as wide as the gaps are
long, while a timer's is not, even one that rolls dice between half and one and a half of its pause (0.29 of it).
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import sqrt

from botguard.engine.facts import History, RequestFacts
from botguard.engine.ring import ENTRY, IS_NUMBERED
from scorecard import Card, Evidence

# Fewer gaps than this say nothing about anybody.
LEAST_GAPS = 12
# A longer pause is somebody who was away; it would make every rhythm look human.
LONGEST_GAP_MS = 120_000
SHORT_MS = 1_000


def regularity(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Pages that follow each other like clockwork, whatever the clock's pace."""
    if not _is_long(facts, history):
        return None
    evenness = evenness_of(gaps_of(history.ring))
    points = card.weight("gaps-regular", evenness)
    sentence = f"The pauses between pages are even to {evenness} %"
    return Evidence(code="gaps-regular", points=points, sentence=sentence) if points else None


def haste(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Hardly a page looked at for a second; ten tabs opened at once are not yet twenty."""
    if not _is_long(facts, history):
        return None
    gaps = gaps_of(history.ring)
    share = 100 * sum(gap < SHORT_MS for gap in gaps) // len(gaps) if len(gaps) >= LEAST_GAPS else 0
    points = card.weight("gaps-short", share)
    sentence = f"{share} % of the last pages were left within a second"
    return Evidence(code="gaps-short", points=points, sentence=sentence) if points else None


def walk(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Numbered addresses one after the other: pages of a list or products by their numbers, counted up or down."""
    if not facts.has_own_count or facts.number < 0 or len(history.ring) < ENTRY.size * 8:
        return None
    numbers = [mark for _, mark, _, flags in ENTRY.iter_unpack(history.ring) if flags & IS_NUMBERED]
    length = longest_walk(numbers[::-1])
    points = card.weight("order-walk", length)
    sentence = f"{length} numbered pages one after the other"
    return Evidence(code="order-walk", points=points, sentence=sentence) if points else None


@lru_cache(maxsize=64)
def gaps_of(ring: bytes) -> tuple[int, ...]:
    """Return the pauses before a ring's pages, newest first: without reloads, which browsers make by themselves."""
    # Unpacked by hand, because this runs for every page of everybody.
    return tuple(
        gap
        for (gap, mark, _, _), (_, before, _, _) in pairwise(ENTRY.iter_unpack(ring))
        if mark != before and gap < LONGEST_GAP_MS
    )


def evenness_of(gaps: Sequence[int]) -> int:
    """Return how even pauses are: 100 for a metronome, 0 where they differ as much as they last, or are too few."""
    number, total = len(gaps), sum(gaps)
    if number < LEAST_GAPS or not total:
        return 0
    variance = number * sum(gap * gap for gap in gaps) - total * total  # of number squared gaps, exactly
    return max(0, round(100 - 100 * sqrt(variance) / total))


def longest_walk(numbers: Sequence[int]) -> int:
    """Return how many numbers in a row, oldest first, went on by the same step of one or two, up or down."""
    longest = length = step = 0
    for before, after in pairwise(numbers):
        if after == before:
            continue
        if after - before == step:
            length += 1
        else:
            step = after - before if abs(after - before) <= 2 else 0
            length = 2 if step else 0
        longest = max(longest, length)
    return longest


def _is_long(facts: RequestFacts, history: History) -> bool:
    return facts.has_own_count and facts.is_page and len(history.ring) > ENTRY.size * LEAST_GAPS
