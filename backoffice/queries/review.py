"""Read the review queue: what waits, how it was judged, how long it can wait, and what belongs together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.db.models import Q

from antifraud.engine.assessment import AssessmentView
from antifraud.queries import latest_of
from backoffice.engine.cluster import Cluster, Waiting, clusters
from checkout.engine.review import Deadline, deadline
from checkout.models import Order, Payment

# What one page of the queue shows, and what clusters are looked for in.
MOST = 100
NOT_JUDGED = 101  # above every score: nobody has looked yet

type Sorting = Literal["age", "score", "time", "amount"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """An order in review."""

    order: Order
    verdict: AssessmentView | None
    deadline: Deadline

    @property
    def score(self) -> int:
        """Return what the queue is sorted by."""
        return NOT_JUDGED if self.verdict is None else self.verdict.score


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The queue's rows, the clusters among them, and how many orders there are in all."""

    rows: tuple[QueueRow, ...]
    clusters: tuple[Cluster, ...]
    chosen: Cluster | None
    waiting: int
    snoozed: int


def queue(*, now: datetime, sorting: Sorting = "age", is_snoozed: bool = False, cluster: str = "") -> Queue:
    """Return what waits for a person; a cluster's key keeps only its orders."""
    held = Order.objects.in_review()
    asleep = Q(snoozed_until__gt=now)
    chosen = held.filter(asleep) if is_snoozed else held.exclude(asleep)
    orders = list(chosen.order_by("held_at", "placed_at", "pk")[:MOST])
    verdicts = latest_of([order.number for order in orders])
    authorised = dict(
        Payment.objects.filter(order__in=orders, status=Payment.Status.AUTHORISED).values_list(
            "order", "settled_at"
        )
    )
    rows = [
        QueueRow(
            order=order,
            verdict=verdicts.get(order.number),
            deadline=_deadline(order, authorised_at=authorised.get(order.pk)),
        )
        for order in orders
    ]
    found = clusters([_waiting(order) for order in orders])
    kept = next((each for each in found if each.key == cluster), None)
    if kept is not None:
        rows = [row for row in rows if row.order.number in kept.numbers]
    match sorting:
        case "score":
            rows.sort(key=lambda row: -row.score)
        case "time":
            rows.sort(key=lambda row: row.deadline.at)
        case "amount":
            rows.sort(key=lambda row: -row.order.total_minor)
    snoozed = held.filter(asleep).count()
    return Queue(
        rows=tuple(rows),
        clusters=found,
        chosen=kept,
        waiting=held.count() - snoozed,
        snoozed=snoozed,
    )


def _deadline(order: Order, *, authorised_at: datetime | None) -> Deadline:
    return deadline(
        held_at=order.held_at or order.placed_at,
        release_at=order.release_at,
        authorised_at=authorised_at,
        aim=timedelta(hours=settings.REVIEW_HOURS),
        authorisation_lasts=timedelta(days=settings.CARD_AUTHORISATION_DAYS),
    )


def _waiting(order: Order) -> Waiting:
    device = order.visit.get("visit", {}).get("key_id")
    return Waiting(
        number=order.number,
        values={
            "phone": order.phone,
            "email": order.person,
            "device": str(device or ""),
            "delivery": f"{order.street}, {order.postcode}".lower() if order.street else "",
            "address": order.client_address or "",
        },
    )
