"""Values of the traffic plot, and the short text one kind of request is counted under."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficPoint:
    """Requests in one stretch of time by the standing of who sent them."""

    at: datetime
    good: int
    unknown: int
    bad: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What requests are told apart by."""

    minute: datetime
    room: str
    standing: str
    action: str


def kind_of(*, room: str, standing: str, action: str, now: float) -> str:
    """Return the text a request is counted under."""
    return f"{int(now) // 60}|{room}|{standing}|{action}"


def parse_kind(text: str) -> Kind:
    """Read such a text.

    :raises ValueError: when it is something else
    """
    minute, room, standing, action = text.split("|")
    return Kind(
        minute=datetime.fromtimestamp(int(minute) * 60, UTC), room=room, standing=standing, action=action
    )
