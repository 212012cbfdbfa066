"""Give stock back: of orders whose money never came, and of silently cancelled orders, by one and the same sweep.

Each order is one transaction; a row somebody else holds is skipped and found again by the next sweep.
"""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from botguard.actions import brake
from botguard.engine.brake import SHOP, STOCK_HOLDING
from checkout.actions.change import change, record
from checkout.actions.outcome import tell_outcome
from checkout.actions.place import delays
from checkout.engine.policy import Hold, over_cap
from checkout.models import Order, OrderLine
from shop.actions import stock

SHADOWED = Q(review=Order.Review.SHADOW_CANCELLED, status=Order.Status.CANCELLED)
UNPAID = Q(payment_status=Order.PaymentStatus.PENDING, fulfilment=Order.Fulfilment.WAITING)


def release_unpaid(*, now: datetime, most: int = 500) -> int:
    """Close orders whose time to be paid is over, put their units back on sale, and return how many."""
    due = UNPAID & Q(release_at__lte=now) & (Q(status=Order.Status.OPEN) | SHADOWED)
    found = Order.objects.filter(due).order_by("release_at", "pk").values_list("pk", flat=True)[:most]
    return sum(_release(order_id, due, now=now) for order_id in list(found))


def release_over_cap(*, now: datetime) -> int:
    """Put back what silently cancelled orders hold above the cap, unseen in their orders; return how many."""
    holding = Q(fulfilment=Order.Fulfilment.WAITING, is_holding_stock=True) & SHADOWED
    units: dict[int, dict[int, int]] = defaultdict(dict)
    placed: dict[int, datetime] = {}
    rows = OrderLine.objects.filter(order__in=Order.objects.filter(holding))
    for order_id, placed_at, variant_id, quantity in rows.values_list(
        "order", "order__placed_at", "variant", "quantity"
    ):
        units[order_id][variant_id] = quantity
        placed[order_id] = placed_at
    holds = [Hold(order_id=key, placed_at=placed[key], units=held) for key, held in units.items()]
    early = over_cap(holds, cap=settings.SHADOW_HOLD_UNITS, now=now, delays=delays())
    return sum(_release_early(order_id, holding, now=now) for order_id in early)


def units_of(order: Order) -> dict[int, int]:
    """Return an order's units by variant."""
    return dict(order.lines.values_list("variant", "quantity"))


def put_back(order: Order, *, now: datetime) -> None:
    """Put an order's units back on sale if it holds them; the caller has locked it and updates its row."""
    if order.is_holding_stock:
        stock.release(units_of(order), reference=order.number, now=now)


def _release(order_id: int, due: Q, *, now: datetime) -> int:
    with transaction.atomic():
        order = Order.objects.select_for_update(skip_locked=True).filter(due, pk=order_id).first()
        if order is None:
            return 0
        put_back(order, now=now)
        was_open = order.status == Order.Status.OPEN
        if order.payment_method == Order.Method.CARD:
            brake.count(STOCK_HOLDING, {SHOP: SHOP}, now=now)
        change(
            order,
            {"status": "cancelled", "fulfilment": "released", "payment_status": "failed"},
            code="unpaid",
            sentence="No payment came in time; the stock went back on sale.",
            now=now,
            fields={"is_holding_stock": False, "release_at": None},
        )
        if was_open and order.payment_method == Order.Method.BANK_TRANSFER:
            tell_outcome(order, "unpaid", now=now)
        return 1


def _release_early(order_id: int, holding: Q, *, now: datetime) -> int:
    with transaction.atomic():
        order = Order.objects.select_for_update(skip_locked=True).filter(holding, pk=order_id).first()
        if order is None:
            return 0
        put_back(order, now=now)
        Order.objects.filter(pk=order.pk).update(is_holding_stock=False)
        record(
            order,
            code="stock-given-back",
            sentence="Stock given back early: silently cancelled orders held more than the cap.",
            now=now,
        )
        return 1
