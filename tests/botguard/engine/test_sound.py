"""Beeps: what is drawn can be heard, and counting it gives the answer."""

import io
import wave
from hashlib import sha256

import pytest

from botguard.engine.sound import GAP_MS, HISS, PAUSE_MS, RATE, counts, is_heard, wav

SEEDS = [sha256(bytes([each])).digest()[:16] for each in range(12)]


def heard(sound: bytes) -> str:
    """Count the beeps of each group as ears do: by loudness, with a long silence between groups."""
    with wave.open(io.BytesIO(sound)) as opened:
        assert (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (1, 1, RATE)
        samples = opened.readframes(opened.getnframes())
    groups, beeps, quiet, is_loud = [], 0, 0, False
    for sample in samples:
        if abs(sample - 128) > HISS * 4:
            beeps += not is_loud
            is_loud, quiet = True, 0
        else:
            quiet += 1
            # Longer than a wave's way through zero.
            is_loud = is_loud and quiet < RATE // 50
            if quiet == RATE * (max(GAP_MS) + PAUSE_MS // 2) // 1000 and beeps:
                groups.append(beeps)
                beeps = 0
    return "".join(map(str, groups))


@pytest.mark.parametrize("seed", SEEDS, ids=range(len(SEEDS)))
def test_what_is_heard_is_what_is_asked(seed: bytes) -> None:
    assert heard(wav(seed)) == counts(seed)


def test_no_two_challenges_sound_alike() -> None:
    assert len({wav(seed) for seed in SEEDS}) == len(SEEDS)
    # Not even two with the same answer.
    one, other = (b"\0\0\0" + seed[:13] for seed in SEEDS[:2])
    assert counts(one) == counts(other)
    assert wav(one) != wav(other)


def test_a_sound_is_small_and_short() -> None:
    longest = wav(b"\5\5\5" + b"\xff" * 13)
    assert RATE < len(longest) < 15 * RATE


ANSWERS = [
    ("digits", "214", True),
    ("digits with spaces", " 2 1 4 ", True),
    ("digits with commas", "2, 1, 4.", True),
    ("another order", "412", False),
    ("one too many", "2144", False),
    ("nothing", "", False),
    ("Arabic digits", "٢١٤", False),
    ("words", "two one four", False),
]


@pytest.mark.parametrize(
    ("answer", "is_right"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS]
)
def test_how_people_write_what_they_hear(answer: str, is_right: bool) -> None:
    assert is_heard(b"\1\0\3" + bytes(13), answer) is is_right
