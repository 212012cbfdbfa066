"""Read the figures of the dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Aggregate, Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from checkout.models import Order
from shop.engine.money import Money

DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Orders and revenue of a time, and of the time of the same length before it."""

    name: str
    orders: int
    revenue: Money
    orders_before: int
    revenue_before: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day's orders and revenue; `silent` were cancelled without the shopper's knowing and count nowhere else."""

    date: date
    orders: int
    silent: int
    revenue_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for somebody."""

    to_pack: int
    in_review: int
    silent_30_days: int


def periods(*, today_at: datetime, now: datetime) -> tuple[Period, ...]:
    """Return today, the last 7 and the last 30 days; `today_at` is the day's beginning where the shop is."""
    spans = (
        ("Today", today_at, today_at - timedelta(days=1), now - timedelta(days=1)),
        ("7 days", now - timedelta(days=7), now - timedelta(days=14), now - timedelta(days=7)),
        ("30 days", now - timedelta(days=30), now - timedelta(days=60), now - timedelta(days=30)),
    )
    sums: dict[str, Aggregate] = {}
    for at, (_, since, before_since, before_until) in enumerate(spans):
        sums |= _sums(f"now{at}", Q(placed_at__gte=since, placed_at__lte=now))
        sums |= _sums(f"before{at}", Q(placed_at__gte=before_since, placed_at__lt=before_until))
    found = Order.objects.revenue().filter(placed_at__gte=now - timedelta(days=60)).aggregate(**sums)
    currency = settings.SHOP_CURRENCY
    return tuple(
        Period(
            name=name,
            orders=found[f"now{at}_orders"],
            revenue=Money(found[f"now{at}_minor"], currency),
            orders_before=found[f"before{at}_orders"],
            revenue_before=Money(found[f"before{at}_minor"], currency),
        )
        for at, (name, *_) in enumerate(spans)
    )


def _sums(name: str, chosen: Q) -> dict[str, Aggregate]:
    return {
        f"{name}_orders": Count("pk", filter=chosen),
        f"{name}_minor": Sum("total_minor", filter=chosen, default=0),
    }


def days(*, until: date, now: datetime) -> tuple[Day, ...]:
    """Return the last 30 days, oldest first, with days of nothing among them."""
    counted = Order.objects.filter(placed_at__gt=now - timedelta(days=DAYS + 1))
    rows = {
        row["day"]: row
        for row in counted.annotate(day=TruncDate("placed_at"))
        .values("day")
        .annotate(
            live=Count("pk", filter=~Q(status=Order.Status.CANCELLED)),
            silent=Count("pk", filter=Q(review=Order.Review.SHADOW_CANCELLED)),
            minor=Sum("total_minor", filter=~Q(status=Order.Status.CANCELLED), default=0),
        )
    }
    dates = [until - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    empty = {"live": 0, "silent": 0, "minor": 0}
    return tuple(
        Day(
            date=each,
            orders=rows.get(each, empty)["live"],
            silent=rows.get(each, empty)["silent"],
            revenue_minor=rows.get(each, empty)["minor"],
        )
        for each in dates
    )


def waiting(*, now: datetime) -> Waiting:
    """Return what waits for somebody."""
    found = Order.objects.aggregate(
        held=Count("pk", filter=Q(review=Order.Review.HELD, status=Order.Status.OPEN)),
        silent=Count(
            "pk", filter=Q(review=Order.Review.SHADOW_CANCELLED, placed_at__gte=now - timedelta(days=DAYS))
        ),
    )
    return Waiting(
        to_pack=Order.objects.to_fulfil().count(), in_review=found["held"], silent_30_days=found["silent"]
    )


def newest(*, most: int = 8) -> Sequence[Order]:
    """Return the newest orders."""
    found: QuerySet[Order] = Order.objects.order_by("-placed_at", "-pk")[:most]
    return list(found)
