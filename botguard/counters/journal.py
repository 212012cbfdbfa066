"""What this process has decided and not yet handed to Valkey: the next request's round trip takes it along."""

import json
from collections import Counter, OrderedDict, deque
from threading import Lock

MOST_KINDS = 2_000
MOST_DECISIONS = 200
MOST_SEEN = 4_096
QUIET_SECONDS = 60


class Journal:
    """Traffic counted by kind, and the latest decisions; what does not fit is dropped, oldest first.

    Of one visitor refused for the same reasons over and over, one decision a minute is kept: a flood must not fill
    the database.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._traffic: Counter[str] = Counter()
        self._decisions: deque[str] = deque(maxlen=MOST_DECISIONS)
        self._seen: OrderedDict[tuple[object, ...], float] = OrderedDict()

    def note(self, kind: str, decision: dict[str, object] | None, *, now: float) -> None:
        """Count one request, and remember its decision if there is one worth it."""
        with self._lock:
            if kind in self._traffic or len(self._traffic) < MOST_KINDS:
                self._traffic[kind] += 1
            if decision is not None and self._is_news(decision, now):
                self._decisions.append(json.dumps(decision))

    def take(self) -> tuple[str, ...]:
        """Return the events that wait, the traffic's counts first, and forget them."""
        if not self._traffic:
            return ()
        with self._lock:
            events = (json.dumps({"traffic": self._traffic}), *self._decisions)
            self._traffic.clear()
            self._decisions.clear()
        return events

    def put_back(self, taken: tuple[str, ...]) -> None:
        """Keep what could not be handed over."""
        if not taken:
            return
        with self._lock:
            self._traffic.update(json.loads(taken[0])["traffic"])
            self._decisions = deque([*taken[1:], *self._decisions], maxlen=MOST_DECISIONS)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._traffic.clear()
            self._decisions.clear()
            self._seen.clear()

    def _is_news(self, decision: dict[str, object], now: float) -> bool:
        about = (decision["address"], decision["action"], decision["room"])
        last = self._seen.pop(about, None)
        is_news = last is None or not 0 <= now - last < QUIET_SECONDS
        self._seen[about] = now if is_news or last is None else last
        if len(self._seen) > MOST_SEEN:
            self._seen.popitem(last=False)
        return is_news
