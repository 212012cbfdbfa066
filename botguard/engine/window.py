"""Count in sliding windows and estimate distinct things, as hit.lua does; a conformance test holds them together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import floor, log

from botguard.engine.count import Count

MOST = 1_048_575


@dataclass(slots=True)
class Tally:
    """What a row keeps of one count: the current window, the one before it, and which bits are set."""

    current: int = 0
    previous: int = 0
    bitmap: int = 0

    def roll(self, windows: int, *, bits: int) -> None:
        """Move on by so many windows."""
        if windows == 0:
            return
        self.previous = estimate(self.current, bits=bits) if windows == 1 else 0
        self.current = self.bitmap = 0

    def add(self, value: int, *, bits: int) -> None:
        """Count one, or with bits the value unless its bit is set."""
        if bits:
            bit = 1 << value % bits
            if self.bitmap & bit:
                return
            self.bitmap |= bit
        self.current = min(self.current + 1, MOST)


@dataclass(slots=True)
class Row:
    """The counts of one visitor, address, network or shop."""

    at_ms: int | None = None
    tallies: dict[int, Tally] = field(default_factory=dict)

    def count(self, counts: Iterable[Count], happened: Mapping[str, int], *, now_ms: int) -> dict[str, int]:
        """Count what happened and return the sliding estimate of every count that is not 0."""
        at_ms = now_ms if self.at_ms is None else self.at_ms
        values = {}
        for each in counts:
            value = happened.get(each.of)
            if value is not None:
                tally = self.tallies.setdefault(each.id, Tally())
            elif each.id in self.tallies:
                tally = self.tallies[each.id]
            else:
                continue
            width = each.seconds * 1000
            if width:
                tally.roll(now_ms // width - at_ms // width, bits=each.bits)
            if value is not None:
                tally.add(value, bits=each.bits)
            part = int(tally.previous * ((width - now_ms % width) / width)) if width else 0
            if number := estimate(tally.current, bits=each.bits) + part:
                values[each.name] = number
        self.at_ms = now_ms
        return values


@dataclass(slots=True)
class Schedule:
    """A generic cell rate: a steady step, and a burst that may run ahead of it."""

    due_ms: int = 0

    def take(self, *, now_ms: int, step_ms: int, burst: int) -> tuple[int, int]:
        """Take a turn; return how many milliseconds are missing for one (0: taken), and how many turns are left."""
        due = max(self.due_ms, now_ms)
        # A clock that jumped back must not lock anybody out for as long as it jumped.
        if due > now_ms + step_ms * (burst + 1):
            due = now_ms
        wait = max(due + step_ms - burst * step_ms - now_ms, 0)
        if wait == 0:
            due = self.due_ms = due + step_ms
        return wait, (burst * step_ms - (due - now_ms)) // step_ms


def estimate(number: int, *, bits: int) -> int:
    """Return a plain count as it is; estimate how many distinct things set so many of a bitmap's bits.

    Linear counting (Whang, Vander-Zanden and Taylor, 1990); a full map answers as if one bit were free.
    """
    if not bits:
        return number
    return floor(-bits * log(max(bits - number, 1) / bits) + 0.5)
