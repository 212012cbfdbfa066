"""Say what a list entry's terms are, whether they are still those somebody saw, and what a change changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What of an entry may be changed. What it is about never may: it is ended, and another is made."""

    reason: str
    note: str
    expires_at: datetime | None

    def mark(self) -> str:
        """Return a mark that other terms do not have: a form brings it back to say which terms it was shown."""
        parts = (self.reason, _one_spelling(self.note), _stamp(self.expires_at))
        return sha256("\0".join(parts).encode()).hexdigest()[:32]


type Changes = Mapping[str, tuple[str, str]]


def changes(before: Terms, after: Terms) -> Changes:
    """Return by name what differs, as it was and as it is; times in UTC."""
    pairs = {
        "reason": (before.reason, after.reason),
        "note": (_one_spelling(before.note), _one_spelling(after.note)),
        "ends": (_stamp(before.expires_at), _stamp(after.expires_at)),
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _stamp(moment: datetime | None) -> str:
    return "never" if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")


def _one_spelling(text: str) -> str:
    # A browser sends line ends of its own.
    return text.replace("\r\n", "\n").strip()
