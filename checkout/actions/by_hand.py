"""Take an order for somebody on the telephone: a cart of the attempt's own, then the same placing as for everybody.

Nothing of the clerk's visit is kept with the order: neither address nor device is the buyer's. What the guard would
have known stays unknown, and the fraud check says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from accounts.actions import audit
from antifraud.engine.facts import BACK_OFFICE
from checkout.actions.change import record
from checkout.actions.place import EmptyCart, KeyReused, UnknownPayment, place_order
from checkout.engine.placement import CARD, PlacedOrder, Placement, Recipient
from checkout.models import Cart, CartLine, Order
from shop.engine.money import Money
from shop.models import Variant

# Carts of attempts made by hand have their numbers from here; nobody can aim one at a shopper's cart.
ATTEMPTS = UUID("5f0c1f0e-7c9c-4a8e-9f0f-2b8b6f5d1c77")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOrder:
    """What a clerk wrote down: units by variant, for whom, how it is sent and paid, and the total that was said.

    `attempt` is the form's own mark: sent twice, it is one order.
    """

    attempt: str
    units: Mapping[int, int]
    recipient: Recipient
    delivery_code: str
    payment_method: str
    expected_total: Money
    note: str = ""


def take_order(wanted: HandOrder, *, actor_id: int, entropy: bytes, now: datetime) -> PlacedOrder:
    """Place what a clerk wrote down, once, and write down who took it.

    :raises UnknownPayment: for a card, too, which is not for clerks to hear of
    :raises KeyReused: when this attempt has placed something else
    :raises EmptyCart, UnknownDelivery, TotalChanged, StockShortage: as placing does (checkout.actions.place)
    """
    if wanted.payment_method == CARD:
        raise UnknownPayment(CARD)
    with transaction.atomic():
        cart_id = _fill(wanted, actor_id=actor_id, now=now)
        placed = place_order(
            Placement(
                cart_id=cart_id,
                idempotency_key=wanted.attempt,
                recipient=wanted.recipient,
                delivery_code=wanted.delivery_code,
                payment_method=wanted.payment_method,
                expected_total=wanted.expected_total,
                note=wanted.note,
                visit={"door": BACK_OFFICE},
            ),
            entropy=entropy,
            now=now,
        )
        if placed.is_new:
            order = Order.objects.get(token=placed.token)
            record(order, code="taken", sentence="Taken by hand.", now=now, actor_id=actor_id)
            detail = {"total": str(order.total), "payment": order.payment_method}
            audit.record(
                actor_id, action="order-take", target=f"order:{order.number}", detail=detail, now=now
            )
    return placed


def _fill(wanted: HandOrder, *, actor_id: int, now: datetime) -> UUID:
    """Return the attempt's cart, filled; one that became an order is left as it is.

    :raises EmptyCart: when an article does not exist
    :raises KeyReused: when it became an order of other things
    """
    cart_id = uuid5(ATTEMPTS, f"{actor_id}:{wanted.attempt}")
    # Whoever sends the same form at the same moment waits at this row.
    Cart.objects.get_or_create(pk=cart_id, defaults={"created_at": now, "updated_at": now})
    Cart.objects.select_for_update().get(pk=cart_id)
    earlier = Order.objects.filter(cart=cart_id).first()
    if earlier is not None:
        if dict(earlier.lines.values_list("variant", "quantity")) != dict(wanted.units):
            raise KeyReused(wanted.attempt)
        return cart_id
    if Variant.objects.filter(pk__in=list(wanted.units)).count() < len(wanted.units):
        raise EmptyCart("An article does not exist.")
    CartLine.objects.filter(cart=cart_id).delete()
    CartLine.objects.bulk_create(
        CartLine(cart_id=cart_id, variant_id=variant_id, quantity=quantity)
        for variant_id, quantity in wanted.units.items()
    )
    return cart_id
