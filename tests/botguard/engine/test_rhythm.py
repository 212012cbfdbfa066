"""Rhythm: clockwork is told from people by the spread of pauses, walks by their order."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from botguard.engine import rhythm
from botguard.engine.facts import History
from botguard.engine.ring import ENTRY, IS_NUMBERED
from tests.botguard.engine.test_decide import NEWCOMER, NOW, PERSON, POLICY

DICE = random.Random(3)  # noqa: S311 # the same every time
METRONOME = [2_000] * 19
JITTER = [2_000 + DICE.randrange(-100, 100) for _ in range(19)]
HALF_TO_ONE_AND_A_HALF = [DICE.randrange(1_000, 3_000) for _ in range(19)]
READER = [int(DICE.lognormvariate(9, 1)) for _ in range(19)]
BROWSING_TABS = [300, 250, 400, 280, 310, 20_000, 45_000, 8_000, 31_000, 12_000, 350, 270, 19_000, 7_000, 500]


def ring(gaps: Sequence[int], marks: Sequence[int] | None = None, *, flags: int = 0) -> bytes:
    """Return a ring with these pauses, newest first; every page another one unless told."""
    marks = marks or range(len(gaps))
    return b"".join(ENTRY.pack(gap, mark, 0, flags) for gap, mark in zip(gaps, marks, strict=True))


RHYTHMS: list[tuple[str, Sequence[int], int]] = [
    # how it reads, pauses in milliseconds, points for clockwork
    ("a metronome", METRONOME, 90),
    ("a metronome on a shaky line", JITTER, 90),
    ("dice between half and one and a half of a pause", HALF_TO_ONE_AND_A_HALF, 48),
    ("somebody who reads", READER, 0),
    ("tabs opened in bursts and read later", BROWSING_TABS, 0),
    ("a metronome that has only begun", METRONOME[:8], 0),
    ("a spider of one page every twenty seconds", [20_000] * 19, 90),
    ("somebody who comes back after long pauses", [150_000] * 19, 0),
    ("everything at once", [0] * 19, 0),
]


@pytest.mark.parametrize(("gaps", "points"), [row[1:] for row in RHYTHMS], ids=[row[0] for row in RHYTHMS])
def test_clockwork_is_heard(gaps: Sequence[int], points: int) -> None:
    found = rhythm.regularity(PERSON, History(ring=ring(gaps)), POLICY.card, NOW)
    assert (found.points if found else 0) == points


@pytest.mark.parametrize("seed", range(40))
def test_no_reader_of_forty_sounds_like_clockwork(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 # the same every time
    gaps = [int(dice.lognormvariate(9, 0.9)) for _ in range(19)]
    assert rhythm.regularity(PERSON, History(ring=ring(gaps)), POLICY.card, NOW) is None


def test_reloads_have_no_rhythm() -> None:
    history = History(ring=ring(METRONOME, [7] * 19))
    assert rhythm.regularity(PERSON, history, POLICY.card, NOW) is None
    assert rhythm.haste(PERSON, history, POLICY.card, NOW) is None


def test_who_has_no_key_has_no_rhythm_for_addresses_are_shared() -> None:
    history = History(ring=ring(METRONOME))
    assert rhythm.regularity(NEWCOMER, history, POLICY.card, NOW) is None


HASTE: list[tuple[str, Sequence[int], int]] = [
    ("nineteen pages within a second each", [500] * 19, 48),
    ("tabs in bursts", BROWSING_TABS, 0),
    ("somebody who reads", READER, 0),
    ("ten tabs", [200] * 10, 0),
]


@pytest.mark.parametrize(("gaps", "points"), [row[1:] for row in HASTE], ids=[row[0] for row in HASTE])
def test_who_never_looks(gaps: Sequence[int], points: int) -> None:
    found = rhythm.haste(PERSON, History(ring=ring(gaps)), POLICY.card, NOW)
    assert (found.points if found else 0) == points


WALKS: list[tuple[str, list[int], int]] = [
    # numbers of the addresses, oldest first
    ("a walk by number", list(range(1, 21)), 48),
    ("a walk downwards", list(range(120, 100, -1)), 48),
    ("a walk over every other number", list(range(2, 42, 2)), 48),
    ("a short walk through a list", [1, 2, 3, 4, 5], 0),
    ("a long walk through a list", list(range(1, 12)), 18),
    ("a walk with reloads", [1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9], 18),
    ("hops", [5, 90, 4, 33, 71, 2, 18, 63, 40, 21, 9, 77], 0),
    ("back and forth", [3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4], 0),
    ("the same page again and again", [4] * 20, 0),
]


@pytest.mark.parametrize(("numbers", "points"), [row[1:] for row in WALKS], ids=[row[0] for row in WALKS])
def test_walks_are_seen(numbers: list[int], points: int) -> None:
    pages = ring([3_000] * len(numbers), numbers[::-1], flags=IS_NUMBERED)
    found = rhythm.walk(replace(PERSON, number=numbers[-1]), History(ring=pages), POLICY.card, NOW)
    assert (found.points if found else 0) == points


def test_addresses_without_numbers_are_no_walk() -> None:
    pages = ring([3_000] * 20, range(20, 0, -1))
    assert rhythm.walk(replace(PERSON, number=1), History(ring=pages), POLICY.card, NOW) is None
