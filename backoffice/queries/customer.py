"""Read a customer: who they are, what they ordered, and how they stand."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from accounts.models import AuditEntry, User
from botguard.queries.standing import StandingView, of_account
from checkout.models import Order

MOST_ORDERS = 20
MOST_WORDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """A customer's page: the person, their latest orders, their standing, and what staff said of them before."""

    person: User
    orders: tuple[Order, ...]
    order_count: int
    delivered: int
    refused: int
    standing: StandingView
    said_by: str
    words: tuple[AuditEntry, ...]


def customer(customer_id: int, *, now: datetime) -> CustomerView | None:
    """Return a customer, or None when there is no such person."""
    person = User.objects.filter(pk=customer_id).first()
    if person is None:
        return None
    orders = Order.objects.filter(customer=person)
    counts = orders.aggregate(
        all=Count("pk"),
        delivered=Count("pk", filter=Q(fulfilment="delivered")),
        refused=Count("pk", filter=Q(fulfilment="refused")),
    )
    standing = of_account(customer_id, now=now)
    author = User.objects.filter(pk=standing.said_by_id).first() if standing.said_by_id else None
    words = AuditEntry.objects.filter(target=f"customer:{customer_id}").select_related("actor")
    return CustomerView(
        person=person,
        orders=tuple(orders.order_by("-placed_at", "-pk")[:MOST_ORDERS]),
        order_count=counts["all"],
        delivered=counts["delivered"],
        refused=counts["refused"],
        standing=standing,
        said_by=str(author) if author else "",
        words=tuple(words.order_by("-at", "-pk")[:MOST_WORDS]),
    )
