"""Write many older orders at once, for measurements: delivered, unjudged, and known to the fraud history."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from django.conf import settings
from django.db import transaction

from antifraud.actions import PastOrder, import_history
from antifraud.engine.facts import OrderFacts
from antifraud.engine.outcome import Outcome
from checkout.engine.coupon import canonical_person
from checkout.engine.number import ENTROPY_BYTES, order_number, order_token
from checkout.models import Order, OrderLine
from demo.engine.history import DemoOrder, orders
from shop.models import StockMovement, Variant

BATCH = 1_000


def write(*, count: int, days: int, seed: int, now: datetime, advance: Callable[[int], object]) -> None:
    """Write `count` ordinary orders of the `days` days before the month that is lived through."""
    dice = random.Random(seed + 1)
    variants = list(Variant.objects.sellable().select_related("product").order_by("pk")[:2_000])
    end = now - timedelta(days=days)
    for batch in batched(orders(dice, count=count, days=days, variants=len(variants)), BATCH, strict=False):
        _write(batch, variants, dice, end=end)
        advance(len(batch))


def _write(
    batch: Sequence[DemoOrder], variants: Sequence[Variant], dice: random.Random, *, end: datetime
) -> None:
    with transaction.atomic():
        rows = Order.objects.bulk_create(_order(past, variants, dice, end=end) for past in batch)
        lines = [line for row, past in zip(rows, batch, strict=True) for line in _lines(row, past, variants)]
        OrderLine.objects.bulk_create(lines)
        StockMovement.objects.bulk_create(movement for line in lines for movement in _movements(line))
    import_history(
        PastOrder(
            facts=_facts(row, past),
            outcome=Outcome.DELIVERED,
            known_at=row.placed_at + timedelta(days=3),
        )
        for row, past in zip(rows, batch, strict=True)
    )


def _order(past: DemoOrder, variants: Sequence[Variant], dice: random.Random, *, end: datetime) -> Order:
    entropy = dice.randbytes(ENTROPY_BYTES)
    placed_at = end - timedelta(seconds=past.age_seconds)
    goods = sum(variants[which].price_minor * units for which, units in past.picks)
    person = past.shopper
    return Order(
        number=order_number(entropy),
        token=order_token(entropy),
        idempotency_key=UUID(bytes=entropy[:16]),
        request_hash=entropy.hex()[:64],
        placed_at=placed_at,
        email=person.email,
        person=canonical_person(person.email),
        phone=person.phone,
        name=person.name,
        street=person.street,
        postcode=person.postcode,
        city=person.city,
        country=person.country,
        delivery_code="standard",
        delivery_name="Standard delivery",
        payment_method=past.payment,
        currency=settings.SHOP_CURRENCY,
        goods_minor=goods,
        total_minor=goods,
        status=Order.Status.COMPLETED,
        payment_status=Order.PaymentStatus.PAID,
        fulfilment=Order.Fulfilment.DELIVERED,
        review=Order.Review.CLEARED,
        client_address=person.address,
    )


def _lines(order: Order, past: DemoOrder, variants: Sequence[Variant]) -> list[OrderLine]:
    return [
        OrderLine(
            order=order,
            variant=variants[which],
            sku=variants[which].sku,
            name=str(variants[which]),
            picture=variants[which].product.picture,
            unit_minor=variants[which].price_minor,
            quantity=units,
        )
        for which, units in past.picks
    ]


def _movements(line: OrderLine) -> list[StockMovement]:
    """Return what came in for the line and what went out with it; the counters end where they began."""
    kinds = StockMovement.Kind
    changes = (
        (kinds.RECEIVE, line.quantity, 0),
        (kinds.ALLOCATE, 0, line.quantity),
        (kinds.SHIP, -line.quantity, -line.quantity),
    )
    return [
        StockMovement(
            variant_id=line.variant_id,
            kind=kind,
            on_hand_change=on_hand,
            allocated_change=allocated,
            reference=line.order.number,
            at=line.order.placed_at,
        )
        for kind, on_hand, allocated in changes
    ]


def _facts(order: Order, past: DemoOrder) -> OrderFacts:
    network = past.shopper.network
    return OrderFacts(
        reference=order.number,
        placed_at=order.placed_at,
        is_offline=order.is_offline,
        payment_method=order.payment_method,
        amount_minor=order.total_minor,
        currency=order.currency,
        units=sum(units for _, units in past.picks),
        email=order.email,
        phone=order.phone,
        name=order.name,
        street=order.street,
        postcode=order.postcode,
        city=order.city,
        country=order.country,
        address=past.shopper.address,
        address_country=network.country,
        address_asn=network.asn,
        address_organisation=network.organisation,
        address_kind=network.kind,
        agent_class=past.visit.agent_class,
        languages=past.visit.languages,
        visit_seconds=past.visit.seconds,
        visit_pages=past.visit.pages,
        visit_product_pages=past.visit.product_pages,
    )
