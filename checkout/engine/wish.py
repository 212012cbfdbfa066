"""Write a wish to be forgotten as a line that names nobody, and read it again."""

import re
from dataclasses import dataclass
from datetime import datetime

LINE = re.compile(r"(\S{10,40}) ([0-9a-f]{64}) ([0-9]{1,18}|-)")


class UnreadableWish(ValueError):
    """A line of the log that says nothing, such as one a crash cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """That somebody asked to be forgotten, and when: a keyed hash of their address, and their account's number."""

    asked_at: datetime
    digest: str
    account_id: int | None = None

    def line(self) -> str:
        """Return the wish as a line of the log."""
        account = "-" if self.account_id is None else self.account_id
        return f"{self.asked_at.isoformat()} {self.digest} {account}\n"


def read_wish(line: str) -> Wish:
    """Return the wish that a line tells.

    :raises UnreadableWish: when it tells none
    """
    parts = LINE.fullmatch(line.strip())
    if parts is None:
        raise UnreadableWish("This line tells of no wish.")
    try:
        asked_at = datetime.fromisoformat(parts[1])
    except ValueError as error:
        raise UnreadableWish("This line has no time.") from error
    if asked_at.tzinfo is None:
        raise UnreadableWish("This line's time has no zone.")
    return Wish(asked_at=asked_at, digest=parts[2], account_id=None if parts[3] == "-" else int(parts[3]))
