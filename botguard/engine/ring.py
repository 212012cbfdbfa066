"""A visitor's last pages as the counters keep them: ten bytes each, newest first; read only when a signal asks."""

from functools import lru_cache
from struct import Struct
from typing import NamedTuple

from botguard.engine.facts import RequestFacts
from botguard.engine.room import ROOMS

LENGTH = 20
# What the request brings; hit.lua puts the gap before it, four bytes.
STEP = Struct(">IBB")
ENTRY = Struct(">IIBB")
IS_PRODUCT, IS_API, IS_NUMBERED = 1, 2, 4


class Step(NamedTuple):
    """One page: how long after the one before (0 for the first), what it was, and in which room.

    A tuple, because twenty are made of nearly every page's ring, and a dataclass takes three times as long.
    """

    gap_ms: int
    mark: int  # RequestFacts.mark, or its number where the address has one
    place: int = 0  # of the room in ROOMS
    flags: int = 0

    @property
    def room(self) -> str:
        """Return the name of the room; nothing for one that has no number."""
        return ROOMS[self.place] if self.place < len(ROOMS) else ""

    @property
    def is_product(self) -> bool:
        """Tell whether it was a product's page."""
        return bool(self.flags & IS_PRODUCT)

    @property
    def is_api(self) -> bool:
        """Tell whether a program read it."""
        return bool(self.flags & IS_API)

    @property
    def is_numbered(self) -> bool:
        """Tell whether the mark is the number in its address."""
        return bool(self.flags & IS_NUMBERED)


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
    return tuple(map(Step._make, ENTRY.iter_unpack(ring)))
