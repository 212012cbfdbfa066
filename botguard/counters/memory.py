"""Count in this process while Valkey is away: the same limits, each process for itself."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock

from botguard.engine.facts import History
from botguard.engine.window import BITS_HOUR, BITS_MINUTE, Schedule, Window, distinct

MOST_VISITORS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One request as the counters see it."""

    visitor: str
    home: str
    network: str
    page: int
    product: int  # -1 is none
    cut: int
    scan: int
    trap: int
    step_ms: int
    burst: int


@dataclass(slots=True)
class _Visitor:
    windows: tuple[Window, ...] = field(
        default_factory=lambda: tuple(Window(seconds) for seconds in (1, 10, 60, 600, 60))
    )
    schedule: Schedule = field(default_factory=Schedule)
    pages: int = 0
    products: int = 0
    minute: tuple[int, int] = (0, 0)  # the bucket and its bitmap
    hour: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class _Home:
    windows: tuple[Window, ...] = field(
        default_factory=lambda: tuple(Window(seconds) for seconds in (60, 600, 3600, 3600))
    )


class Memory:
    """Counts of the latest visitors; when there are too many, those unseen for longest are forgotten."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._visitors: OrderedDict[str, _Visitor] = OrderedDict()
        self._homes: OrderedDict[str, _Home] = OrderedDict()
        self._networks: OrderedDict[str, Window] = OrderedDict()

    def hit(self, hit: Hit, *, now_ms: int) -> History:
        """Count one request and return what is known of its visitor."""
        with self._lock:
            visitor = _recall(self._visitors, hit.visitor, _Visitor)
            home = _recall(self._homes, hit.home, _Home)
            network = _recall(self._networks, hit.network, lambda: Window(600))
            return self._count(hit, visitor, home, network, now_ms)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._visitors.clear()
            self._homes.clear()
            self._networks.clear()

    def _count(self, hit: Hit, visitor: _Visitor, home: _Home, network: Window, now_ms: int) -> History:
        amounts = (hit.page, hit.page, hit.page, hit.page, 1)
        pace = [window.add(by, now_ms=now_ms) for window, by in zip(visitor.windows, amounts, strict=True)]
        wait = visitor.schedule.wait(now_ms=now_ms, step_ms=hit.step_ms, burst=hit.burst)
        visitor.pages += hit.page
        visitor.minute = _marked(visitor.minute, now_ms // 60_000, hit.product, BITS_MINUTE)
        visitor.hour = _marked(visitor.hour, now_ms // 3_600_000, hit.product, BITS_HOUR)
        visitor.products += hit.product >= 0
        at_home = [
            window.add(by, now_ms=now_ms)
            for window, by in zip(home.windows, (hit.cut, hit.cut, hit.scan, hit.trap), strict=True)
        ]
        return History(
            pages_1=pace[0],
            pages_10=pace[1],
            pages_60=pace[2],
            pages_600=pace[3],
            requests_60=pace[4],
            retry_after=-(-wait // 1000),
            pages=visitor.pages,
            product_pages=visitor.products,
            products_60=distinct(visitor.minute[1].bit_count(), bits=BITS_MINUTE),
            products_3600=distinct(visitor.hour[1].bit_count(), bits=BITS_HOUR),
            keys_60=at_home[0],
            keys_600=at_home[1],
            scans=at_home[2],
            traps=at_home[3],
            network_keys_600=network.add(hit.cut, now_ms=now_ms),
        )


def away(history: History) -> History:
    """Return a history that says it was counted without the store."""
    return replace(history, is_store_away=True)


def _marked(kept: tuple[int, int], bucket: int, product: int, bits: int) -> tuple[int, int]:
    bitmap = kept[1] if kept[0] == bucket else 0
    return (bucket, bitmap | (1 << product % bits) if product >= 0 else bitmap)


def _recall[T](kept: OrderedDict[str, T], name: str, make: Callable[[], T]) -> T:
    if name in kept:
        kept.move_to_end(name)
        return kept[name]
    if len(kept) >= MOST_VISITORS:
        kept.popitem(last=False)
    return kept.setdefault(name, make())
