"""Read what an access rule would have hit: visitors and good orders of the last day."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from django.db.models import Q

from botguard.engine.measures import Index
from botguard.queries.rule import PREVIEWED, WouldHit, would_hit
from checkout.models import Order

BAD = (Order.Review.HELD, Order.Review.SHADOW_CANCELLED, Order.Review.REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What would have become of the last 24 hours."""

    visits: WouldHit
    orders: int  # that nobody has anything against
    numbers: tuple[str, ...]  # some of them


def trial(index: Index, *, now: datetime) -> Trial:
    """Return whom rules would have met in the last 24 hours, and whose orders the shop would not have."""
    good = Order.objects.filter(placed_at__gt=now - PREVIEWED, placed_at__lte=now).exclude(
        Q(status=Order.Status.CANCELLED) | Q(review__in=BAD)
    )
    hit = []
    for number, address, visit in (
        good.order_by("-pk").values_list("number", "client_address", "visit").iterator()
    ):
        network = visit.get("network", {})
        if address is None:
            continue
        if index.measures(
            address=ip_address(address),
            country=network.get("country"),
            asn=network.get("asn"),
            agent=visit.get("visit", {}).get("agent") or "",
            now=now.timestamp(),
        ):
            hit.append(number)
    return Trial(visits=would_hit(index, now=now), orders=len(hit), numbers=tuple(hit[:5]))
