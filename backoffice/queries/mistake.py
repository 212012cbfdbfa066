"""Find where the guard was probably wrong: who wrote to us, who was released, who was stopped and then bought."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from botguard import queries as guard
from botguard.queries import RecentBan, RecentDecision
from checkout.models import Order

# Decisions are kept so long, and so nothing older can be looked into.
REACH = timedelta(days=7)
MOST_ORDERS = 5_000
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """An order by somebody whom the guard had stopped before."""

    order: Order
    key_id: str
    decisions: tuple[RecentDecision, ...]

    @property
    def is_good(self) -> bool:
        """Tell whether nothing speaks against the order either: then the guard was wrong."""
        return self.order.review == Order.Review.CLEARED and self.order.fulfilment != "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """How often a reason stopped visitors, and how often it seems to have been wrong."""

    code: str
    decisions: int
    visitors: int
    appealed: int
    released: int
    bought: int

    @property
    def wrong(self) -> int:
        """Return how many signs there are that it hit people."""
        return self.appealed + self.released + self.bought


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistakes:
    """The report: figures, reasons with the most signs of error first, orders, and bans that staff lifted."""

    stopped: int
    appeals: int
    codes: tuple[CodeRow, ...]
    bought: tuple[Bought, ...]
    released: tuple[RecentBan, ...]


def mistakes(*, now: datetime) -> Mistakes:
    """Return the report of the last seven days."""
    since = now - REACH
    codes = guard.codes_against(since)
    bought = _bought(since)
    appeals = guard.appeals_since(since)
    released = tuple(
        ban for ban in guard.recent_bans(limit=MOST_SHOWN, show="lifted") if ban.created_at >= since
    )
    appealed = Counter(
        code
        for held in guard.codes_of_addresses([each.address for each in appeals], since=since).values()
        for code in held
    )
    wrongly = Counter(
        code
        for each in bought
        if each.is_good
        for code in {
            str(reason["code"]) for one in each.decisions for reason in one.reasons if _is_against(reason)
        }
    )
    lifted = Counter(ban.reason_code for ban in released)
    rows = [
        CodeRow(
            code=each.code,
            decisions=each.decisions,
            visitors=each.visitors,
            appealed=appealed[each.code],
            released=lifted[each.code],
            bought=wrongly[each.code],
        )
        for each in codes
    ]
    return Mistakes(
        stopped=sum(each.decisions for each in codes),
        appeals=len(appeals),
        codes=tuple(sorted(rows, key=lambda row: (-row.wrong, -row.decisions, row.code))),
        bought=bought[:MOST_SHOWN],
        released=released,
    )


def orders_of_key(key_id: str, *, limit: int = 10) -> tuple[Order, ...]:
    """Return the orders placed with a key, newest first."""
    return tuple(Order.objects.filter(visit__visit__key_id=key_id).order_by("-placed_at", "-pk")[:limit])


def _bought(since: datetime) -> tuple[Bought, ...]:
    latest = Order.objects.filter(placed_at__gte=since).order_by("-placed_at", "-pk")[:MOST_ORDERS]
    keys = {order.pk: key_id for order in latest if (key_id := _key_of(order))}
    stopped = guard.stopped_keys(set(keys.values()), since=since)
    found = []
    for order in latest:
        key_id = keys.get(order.pk, "")
        before = tuple(one for one in stopped.get(key_id, ()) if one.at <= order.placed_at)
        if before:
            found.append(Bought(order=order, key_id=key_id, decisions=before))
    return tuple(found)


def _key_of(order: Order) -> str:
    visit = order.visit.get("visit") or {}
    return str(visit.get("key_id") or "")


def _is_against(reason: Mapping[str, object]) -> bool:
    return int(str(reason["points"])) > 0
