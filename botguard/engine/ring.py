"""A visitor's last pages as the counters keep them: ten bytes each, newest first; read only when a signal asks."""

from dataclasses import dataclass
from functools import lru_cache
from struct import Struct

from botguard.engine.facts import RequestFacts
from botguard.engine.room import ROOMS

LENGTH = 20
# What the request brings; hit.lua puts the gap before it, four bytes.
STEP = Struct(">IBB")
ENTRY = Struct(">IIBB")
IS_PRODUCT, IS_API, IS_NUMBERED = 1, 2, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page: how long after the one before (0 for the first), what it was, and in which room."""

    gap_ms: int
    mark: int  # RequestFacts.mark, or its number where the address has one
    room: str
    is_product: bool
    is_api: bool
    is_numbered: bool = False


def pack(facts: RequestFacts) -> bytes:
    """Return what the ring keeps of a request; nothing if it is no page."""
    if not facts.is_page:
        return b""
    room = ROOMS.index(facts.room) if facts.room in ROOMS else 255
    is_numbered = facts.number >= 0
    flags = facts.is_product * IS_PRODUCT | facts.is_api * IS_API | is_numbered * IS_NUMBERED
    return STEP.pack(facts.number if is_numbered else facts.mark, room, flags)


@lru_cache(maxsize=256)
def read(ring: bytes) -> tuple[Step, ...]:
    """Return a ring's pages, newest first."""
    return tuple(
        Step(
            gap_ms=gap,
            mark=mark,
            room=ROOMS[room] if room < len(ROOMS) else "",
            is_product=bool(flags & IS_PRODUCT),
            is_api=bool(flags & IS_API),
            is_numbered=bool(flags & IS_NUMBERED),
        )
        for gap, mark, room, flags in ENTRY.iter_unpack(ring)
    )
