"""Read orders for staff: the list with its filters, one order with everything about it, and its relations."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network

from django.db.models import Count, Q, QuerySet

from antifraud.queries.shared import sharing
from checkout.models import Order, OrderEvent, OrderLine, Payment

AXES: Mapping[str, frozenset[str]] = {
    "status": frozenset(Order.Status.values),
    "payment_status": frozenset(Order.PaymentStatus.values),
    "fulfilment": frozenset(Order.Fulfilment.values),
    "review": frozenset(Order.Review.values),
    "payment_method": frozenset(Order.Method.values),
}
RELATED = 8
RELATED_SCANNED = 50
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A value two orders have in common, and what kind of value it is."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Another order that shares something with this one."""

    order: Order
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDetail:
    """An order with its rows."""

    order: Order
    lines: tuple[OrderLine, ...]
    payments: tuple[Payment, ...]
    events: tuple[OrderEvent, ...]
    relations: tuple[Relation, ...]


def orders(*, axes: Mapping[str, str], text: str = "") -> QuerySet[Order]:
    """Return orders, newest first, kept by the axes that are set and by a searched text."""
    kept = {axis: value for axis, value in axes.items() if value in AXES[axis]}
    found = Order.objects.filter(**kept)
    if text:
        found = found.filter(_search(text))
    return found.order_by("-placed_at", "-pk")


def to_pack() -> QuerySet[Order]:
    """Return what the warehouse may pack, oldest first."""
    return Order.objects.to_fulfil().order_by("placed_at", "pk")


def axis_counts() -> dict[str, int]:
    """Return how many orders the list's tabs hold."""
    counted: dict[str, int] = Order.objects.aggregate(
        all=Count("pk"),
        held=Count("pk", filter=Q(review=Order.Review.HELD, status=Order.Status.OPEN)),
        silent=Count("pk", filter=Q(review=Order.Review.SHADOW_CANCELLED)),
    )
    counted["pack"] = Order.objects.to_fulfil().count()
    return counted


def order_detail(number: str) -> OrderDetail | None:
    """Return one order with everything about it, or None."""
    order = Order.objects.select_related("customer", "coupon").filter(number=number).first()
    if order is None:
        return None
    return OrderDetail(
        order=order,
        lines=tuple(order.lines.order_by("pk")),
        payments=tuple(order.payments.order_by("pk")),
        events=tuple(order.events.select_related("actor").order_by("at", "pk")),
        relations=relations(order),
    )


def relations(order: Order) -> tuple[Relation, ...]:
    """Return other orders that share the customer, e-mail, phone, address, device, delivery or card, closest first."""
    known = sharing(order.number)
    same = Q(email__iexact=order.email) | Q(number__in=known)
    if order.customer_id:
        same |= Q(customer=order.customer_id)
    if order.phone:
        same |= Q(phone=order.phone)
    if order.client_address:
        same |= Q(client_address=order.client_address)
    others = Order.objects.filter(same).exclude(pk=order.pk).order_by("-placed_at", "-pk")[:RELATED_SCANNED]
    found = [
        Relation(order=other, shared=_shared(order, other, known=known.get(other.number, NONE)))
        for other in others
    ]
    return tuple(sorted(found, key=lambda each: -len(each.shared))[:RELATED])


def _shared(order: Order, other: Order, *, known: frozenset[str]) -> tuple[Shared, ...]:
    delivery = f"{order.street}, {order.postcode}"
    pairs = (
        ("account", order.customer_id, other.customer_id, ""),
        ("e-mail", order.email.lower(), other.email.lower(), order.email),
        ("phone", order.phone, other.phone, order.phone),
        ("address", order.client_address, other.client_address, order.client_address or ""),
        ("device", _device(order), _device(other), _device(order)),
        ("delivery address", delivery if order.street else "", f"{other.street}, {other.postcode}", delivery),
    )
    found = {name: value for name, mine, theirs, value in pairs if mine and mine == theirs}
    # Spelled otherwise here, or a card, which has no name that people read.
    told = {name: delivery if name == "delivery address" else "" for name in sorted(known - set(found))}
    return tuple(Shared(name=name, value=value) for name, value in (found | told).items())


def _device(order: Order) -> str:
    return str(order.visit.get("visit", {}).get("key_id") or "")


def _search(text: str) -> Q:
    found = Q(number__iexact=text) | Q(email__icontains=text) | Q(name__icontains=text)
    digits = "".join(letter for letter in text if letter.isdigit())
    if len(digits) >= 5:
        found |= Q(phone__contains=digits)
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return found
    return found | Q(client_address__gte=str(network[0]), client_address__lte=str(network[-1]))
