"""Count in this process while Valkey is away: the same limits, each process for itself."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from struct import pack
from threading import Lock
from typing import NamedTuple

from botguard.engine.count import SCOPES, TABLE
from botguard.engine.ring import ENTRY, LENGTH
from botguard.engine.window import Row, Schedule

MOST_ROWS = 20_000
COUNTED = {scope: tuple(count for count in TABLE if count.scope == scope) for scope in SCOPES}


class Hit(NamedTuple):
    """Something that happened, as the counters see it; a tuple, because every request makes one."""

    names: tuple[str, ...]  # where each scope's row is kept, and what else the script reads
    happened: Mapping[str, int]
    step_ms: int = 0  # 0 takes no turn
    burst: int = 0
    page: bytes = b""


class Answer(NamedTuple):
    """What is known after it: counts that are not 0, how long to wait for a turn, how many are left, the last pages."""

    counts: Mapping[str, int]
    wait_ms: int
    turns: int
    ring: bytes


@dataclass(slots=True)
class _Kept:
    row: Row = field(default_factory=Row)
    schedule: Schedule = field(default_factory=Schedule)
    ring: bytes = b""
    paged_at_ms: int | None = None


class Memory:
    """Rows of the latest visitors and networks; when there are too many, those unseen for longest are forgotten."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rows: OrderedDict[str, _Kept] = OrderedDict()

    def hit(self, hit: Hit, *, now_ms: int) -> Answer:
        """Count and return what is known of the visitor."""
        with self._lock:
            counts: dict[str, int] = {}
            for scope, name in zip(SCOPES, hit.names, strict=False):
                row = self._recall(name).row
                counts |= row.count(COUNTED[scope], hit.happened, now_ms=now_ms)
            visitor = self._recall(hit.names[0])
            wait = turns = 0
            if hit.step_ms:
                wait, turns = visitor.schedule.take(now_ms=now_ms, step_ms=hit.step_ms, burst=hit.burst)
            if hit.page:
                before = now_ms if visitor.paged_at_ms is None else visitor.paged_at_ms
                gap = min(max(now_ms - before, 0), 0xFFFFFFFF)
                visitor.ring = (pack(">I", gap) + hit.page + visitor.ring)[: LENGTH * ENTRY.size]
                visitor.paged_at_ms = now_ms
            return Answer(counts=counts, wait_ms=wait, turns=turns, ring=visitor.ring)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._rows.clear()

    def _recall(self, name: str) -> _Kept:
        if name in self._rows:
            self._rows.move_to_end(name)
            return self._rows[name]
        if len(self._rows) >= MOST_ROWS:
            self._rows.popitem(last=False)
        return self._rows.setdefault(name, _Kept())
