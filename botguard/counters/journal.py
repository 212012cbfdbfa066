"""What this process has seen and not yet handed to Valkey: once a second a request's round trip takes it along."""

import logging
from collections import Counter, OrderedDict
from collections.abc import Mapping
from threading import Lock

import msgspec

from botguard.engine.trail import Event
from botguard.engine.witness import Judged, decision_of, event_of

log = logging.getLogger(__name__)
MOST_KINDS = 2_000
MOST_DECISIONS = 200
MOST_EVENTS = 400
MOST_SEEN = 4_096
QUIET_SECONDS = 60
# Handing over costs the request that does it, so it waits for this many requests or this many seconds.
ENOUGH_EVENTS = 40
ENOUGH_SECONDS = 1.0
# One visitor's requests are told one by one up to so many in so many seconds; of the rest only the number.
STEPS_AT_ONCE = 20
STEPS_SECONDS = 10.0


class Journal:
    """Traffic counted by kind, the latest decisions, and visitors' steps; what does not fit is dropped.

    Requests are put into words when some have come together: forty in a row take a third of what one takes after a
    page was made, when nothing of this is in the processor's caches any more.

    A flood must not fill the database: of one visitor refused for the same reasons over and over, one decision a
    minute is kept, and of one in a hurry some of the steps. The counts by kind know of every request.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._handed_at = 0.0
        self._has_come_back = False
        self._judged: list[Judged] = []
        self._counts: Counter[str] = Counter()
        self._decisions: list[Mapping[str, object]] = []
        self._events: list[Event] = []
        self._told: OrderedDict[tuple[object, ...], float] = OrderedDict()
        self._hurried: OrderedDict[str, tuple[float, int, str]] = OrderedDict()
        self._skipped: Counter[str] = Counter()

    def note(self, judged: Judged) -> None:
        """Remember a request."""
        with self._lock:
            self._judged.append(judged)
            if len(self._judged) > ENOUGH_EVENTS:
                # Valkey is away, or nobody takes: what is kept must not grow with the facts of every request.
                self._tell()

    def take(self, *, now: float | None = None) -> tuple[str, ...]:
        """Return what waits, as texts for the stream, and forget it; with `now`, only once it is worth handing over."""
        # What came back is tried again when its time has come: every request would carry all of it otherwise.
        is_enough = len(self._judged) + len(self._events) >= ENOUGH_EVENTS and not self._has_come_back
        if now is not None and not is_enough and 0 <= now - self._handed_at < ENOUGH_SECONDS:
            return ()
        with self._lock:
            self._tell()
            if not self._counts:
                return ()
            batch = {
                "counts": self._counts,
                "decisions": self._decisions,
                "events": self._events,
                "skipped": self._skipped,
            }
            self._counts, self._decisions, self._events, self._skipped = Counter(), [], [], Counter()
            self._handed_at = now or self._handed_at
            self._has_come_back = False
        try:
            return (msgspec.json.encode(batch).decode(),)
        except (TypeError, ValueError):
            # The request that carries it must be counted whatever somebody's agent was made of.
            log.exception("guard-journal-broken")
            return ()

    def put_back(self, taken: tuple[str, ...]) -> None:
        """Keep what could not be handed over, as far as it fits."""
        for text in taken:
            batch = msgspec.json.decode(text)
            with self._lock:
                self._has_come_back = True
                self._counts.update(batch["counts"])
                self._skipped.update(batch["skipped"])
                self._decisions = [*batch["decisions"], *self._decisions][-MOST_DECISIONS:]
                events = [Event(*told) for told in batch["events"]]
                self._events = [*events, *self._events][-MOST_EVENTS:]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._handed_at = 0.0
            self._has_come_back = False
            self._judged.clear()
            self._counts.clear()
            self._decisions.clear()
            self._events.clear()
            self._told.clear()
            self._hurried.clear()
            self._skipped.clear()

    def _tell(self) -> None:
        """Put the requests of late into words."""
        judged, self._judged = self._judged, []
        for each in judged:
            try:
                self._tell_of(each)
            except Exception:
                # It is another visitor's request that does this: it must not come out badly for a stranger's oddity.
                log.exception("guard-journal-broken")

    def _tell_of(self, judged: Judged) -> None:
        kind, event, decision = judged.kind, event_of(judged), decision_of(judged)
        if kind in self._counts or len(self._counts) < MOST_KINDS:
            self._counts[kind] += 1
        if self._is_worth_a_step(event, judged.at) and len(self._events) < MOST_EVENTS:
            self._events.append(event)
        elif event.visitor in self._skipped or len(self._skipped) < MOST_SEEN:
            self._skipped[event.visitor] += 1
        if (
            decision is not None
            and self._is_news(decision, judged.at)
            and len(self._decisions) < MOST_DECISIONS
        ):
            self._decisions.append(decision)

    def _is_worth_a_step(self, event: Event, now: float) -> bool:
        """Tell whether a request may be told by itself: while its visitor is in no hurry, or meets another answer."""
        begun, number, action = self._hurried.pop(event.visitor, (now, 0, ""))
        if not 0 <= now - begun < STEPS_SECONDS:
            begun, number = now, 0
        self._hurried[event.visitor] = (begun, number + 1, event.action)
        if len(self._hurried) > MOST_SEEN:
            self._hurried.popitem(last=False)
        return number < STEPS_AT_ONCE or event.action != action

    def _is_news(self, decision: Mapping[str, object], now: float) -> bool:
        about = (decision["address"], decision["action"], decision["room"])
        last = self._told.pop(about, None)
        is_news = last is None or not 0 <= now - last < QUIET_SECONDS
        self._told[about] = now if is_news or last is None else last
        if len(self._told) > MOST_SEEN:
            self._told.popitem(last=False)
        return is_news
