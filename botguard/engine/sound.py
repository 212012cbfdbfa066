"""The small question for ears: groups of beeps to be counted, drawn as a WAV file from nothing but a seed.

No speech and no recordings: what is heard needs no language, and hardly two challenges sound alike. Whoever can count
beeps by program can pass, as with any question; each try costs patience and is counted.
"""

from functools import lru_cache
from math import pi, sin
from struct import pack

RATE = 8_000  # samples a second, one unsigned byte each: understood by everything that plays sound
GROUPS = 3
MOST = 6
PITCHES = (392, 440, 523, 587, 659, 784)  # hertz, far enough from hum and hiss to be heard by most
BEEP_MS = (140, 170, 200)
GAP_MS = (200, 230, 260)
PAUSE_MS = 1_000
LEAD_MS = 400
FADE_MS = 15
LOUDNESS = 70
HISS = 3


def counts(seed: bytes) -> str:
    """Return how many beeps each group has, as digits."""
    return "".join(str(byte % MOST + 1) for byte in seed[:GROUPS])


def is_heard(seed: bytes, answer: str) -> bool:
    """Tell whether an answer names the groups; whatever stands between the digits does not matter."""
    return "".join(sign for sign in answer if sign.isdigit() and sign.isascii()) == counts(seed)


def wav(seed: bytes) -> bytes:
    """Return the groups as a WAV file of some seconds."""
    dice = int.from_bytes(seed[GROUPS:])
    parts = [_silence(LEAD_MS)]
    for number in map(int, counts(seed)):
        for _ in range(number):
            dice, pitch = divmod(dice, len(PITCHES))
            dice, length = divmod(dice, len(BEEP_MS))
            dice, gap = divmod(dice, len(GAP_MS))
            parts += [_beep(PITCHES[pitch], BEEP_MS[length]), _silence(GAP_MS[gap])]
        parts.append(_silence(PAUSE_MS))
    return _file(b"".join(parts))


@lru_cache(maxsize=len(PITCHES) * len(BEEP_MS))
def _beep(hertz: int, milliseconds: int) -> bytes:
    length, fade = RATE * milliseconds // 1000, RATE * FADE_MS // 1000

    def sample(place: int) -> int:
        # Without fading in and out a loudspeaker clicks, and a click sounds like another beep.
        swell = min(1.0, place / fade, (length - place) / fade)
        return 128 + round(LOUDNESS * swell * sin(2 * pi * hertz * place / RATE))

    return bytes(sample(place) for place in range(length))


@lru_cache(maxsize=8)
def _silence(milliseconds: int) -> bytes:
    """Return a faint hiss, so that a player does not seem to have stopped; a small linear congruence makes it."""
    state, samples = milliseconds, bytearray()
    for _ in range(RATE * milliseconds // 1000):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        samples.append(128 - HISS + (state >> 16) % (2 * HISS + 1))
    return bytes(samples)


def _file(samples: bytes) -> bytes:
    # RIFF/WAVE, PCM, one channel, eight bits.
    form = pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE, 1, 8)
    body = b"WAVE" + form + pack("<4sI", b"data", len(samples)) + samples + b"\0" * (len(samples) % 2)
    return pack("<4sI", b"RIFF", len(body)) + body
