"""What was taken back of a key: rooms, or all of it, each until a time and for a reason.

The store keeps it as a text that is only appended to, `room=until=reason;…`, so that two processes that take back at
once both succeed without either waiting for the other.
"""

from dataclasses import dataclass
from functools import lru_cache

ALL = "*"
# Of what we cannot read we only know that something was taken back; the store forgets it in time.
FOREVER = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """One room of a key, or all of it, closed until a time in unix seconds."""

    room: str  # ALL is every room
    until: int
    reason_code: str


def packed(closure: Closure) -> str:
    """Return a closure as the store's text takes it."""
    return f"{closure.room or ALL}={closure.until}={closure.reason_code};"


@lru_cache(maxsize=4096)
def closures(text: str) -> tuple[Closure, ...]:
    """Return what a text says was taken back, over or not; what cannot be read closes everything."""
    found = []
    for part in text.split(";"):
        if not part:
            continue
        room, _, rest = part.partition("=")
        until, _, reason_code = rest.partition("=")
        if until.isdecimal() and until.isascii():
            found.append(Closure(room=room, until=int(until), reason_code=reason_code))
        else:
            found.append(Closure(room=ALL, until=FOREVER, reason_code=part))
    return tuple(found)


def closing(text: str, *, room: str, now: float) -> Closure | None:
    """Return what keeps a key out of a room now: first what closes all of it."""
    if not text:
        return None
    live = [each for each in closures(text) if each.until > now and each.room in (ALL, room)]
    return max(live, key=lambda each: (each.room == ALL, each.until), default=None)


def is_all(text: str, *, now: float) -> bool:
    """Tell whether a text takes the whole key back now."""
    return bool(text) and any(each.room == ALL and each.until > now for each in closures(text))
