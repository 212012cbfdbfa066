"""Count in sliding windows and estimate distinct things, as hit.lua does; a conformance test holds them together."""

from dataclasses import dataclass
from math import log

BITS_MINUTE = 512
BITS_HOUR = 2048


@dataclass(slots=True)
class Window:
    """A count over the last `seconds`: this bucket, and the part of the last one still inside."""

    seconds: int
    bucket: int = 0
    current: int = 0
    previous: int = 0

    def add(self, number: int, *, now_ms: int) -> int:
        """Count, and return the sliding estimate."""
        width = self.seconds * 1000
        bucket = now_ms // width
        if bucket == self.bucket + 1:
            self.previous, self.current = self.current, 0
        elif bucket != self.bucket:
            self.previous = self.current = 0
        self.bucket = bucket
        self.current += number
        return self.current + int(self.previous * ((width - now_ms % width) / width))


@dataclass(slots=True)
class Schedule:
    """A generic cell rate: a steady step, and a burst that may run ahead of it."""

    due_ms: int = 0

    def wait(self, *, now_ms: int, step_ms: int, burst: int) -> int:
        """Take a turn and return 0, or return how many milliseconds are missing for one."""
        due = max(self.due_ms, now_ms)
        if due > now_ms + step_ms * (burst + 1):
            due = now_ms
        wait = due + step_ms - burst * step_ms - now_ms
        if wait > 0:
            return wait
        self.due_ms = due + step_ms
        return 0


def distinct(set_bits: int, *, bits: int) -> int:
    """Estimate how many distinct things set so many of a bitmap's bits.

    Linear counting (Whang, Vander-Zanden and Taylor, 1990); a full map answers as if one bit were free.
    """
    free = max(bits - set_bits, 1)
    return round(-bits * log(free / bits))
