"""Read the lines of web servers' access logs: Apache's and nginx's `combined`, and `common` without agents."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from heapq import heappop, heappush

from botguard.engine.address import Address, parse_address

# A virtual host may stand in front, and anything a server adds may follow. Quotes inside of fields are escaped.
LINE = re.compile(
    r"^(?:[\w.:-]+ )??(?P<address>[0-9A-Fa-f.:]+) \S+ (?P<user>.*?) \[(?P<at>[^\]]{20,32})\] "
    r'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}) (?P<size>\d+|-)'
    r'(?: "(?P<referrer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MOMENT = re.compile(
    r"^(?P<day>\d\d)/(?P<month>\w{3})/(?P<year>\d{4}):(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
    r" (?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>\d\d)$"
)
ESCAPE = re.compile(r'\\(?:x([0-9a-fA-F]{2})|(["\\]))')
# Servers write a line when an answer is done, so that lines may be a little out of order.
SLACK_SECONDS = 60
MOST_WAITING = 100_000
LONGEST = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One request that was answered; `at` is in unix seconds."""

    address: Address
    at: int
    method: str
    path: str
    query: str
    status: int
    size: int
    referrer: str
    agent: str


def parse_line(text: str) -> Line | None:
    """Return what a line says; None when it is no such line.

    What a server could not read as a request ("-", a TLS hello) has neither method nor path, and is a line.
    """
    found = LINE.match(text[:LONGEST])
    if found is None:
        return None
    address = parse_address(found["address"])
    at = _seconds(found["at"])
    if address is None or at is None:
        return None
    method, _, rest = found["request"].partition(" ")
    target = rest.rsplit(" ", 1)[0] if " HTTP/" in rest else rest
    path, _, query = _path(target).partition("?")
    return Line(
        address=address,
        at=at,
        method=method if path else "",
        path=path,
        query=query,
        status=int(found["status"]),
        size=0 if found["size"] == "-" else int(found["size"]),
        referrer=_said(found["referrer"]),
        agent=_said(found["agent"]),
    )


def in_order(lines: Iterable[Line], *, slack: int = SLACK_SECONDS) -> Iterator[Line]:
    """Yield lines by their time, as long as none is later than the slack; those are yielded as soon as they come."""
    waiting: list[tuple[int, int, Line]] = []
    for number, line in enumerate(lines):
        heappush(waiting, (line.at, number, line))
        while waiting and (waiting[0][0] < line.at - slack or len(waiting) > MOST_WAITING):
            yield heappop(waiting)[2]
    while waiting:
        yield heappop(waiting)[2]


def _path(target: str) -> str:
    """Return a target from its path on: proxies' requests name a whole address."""
    if target.startswith("/"):
        return target
    _, scheme, rest = target.partition("://")
    slash = rest.find("/")
    return rest[slash:] if scheme and slash >= 0 else ""


def _said(text: str | None) -> str:
    if text is None or text == "-":
        return ""
    if "\\" not in text:
        return text
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)


# Hundreds of lines in a row share a second.
@lru_cache(maxsize=256)
def _seconds(text: str) -> int | None:
    """Return the unix seconds of `17/May/2015:10:05:03 +0000`; without strptime, which asks the locale."""
    found = MOMENT.match(text)
    if found is None or found["month"] not in MONTHS:
        return None
    month = MONTHS.index(found["month"]) + 1
    day, year, hour, minute, second = (
        int(found[name]) for name in ("day", "year", "hour", "minute", "second")
    )
    ahead = int(found["sign"] + "1") * timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
    try:
        # A leap second is the second before it.
        at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return int((at - ahead).timestamp())
    except (ValueError, OverflowError):
        return None
