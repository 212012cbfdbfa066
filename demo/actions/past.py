"""Live through the demo's month: place each order as its shopper would have, judge it, and let it end as it did.

Everything goes through the shop's own actions with the clock of then, so that ledgers, histories and assessments are
the real thing. What is sold is received beforehand, so that the shelves look as the catalogue has them.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from antifraud.actions import block
from checkout.actions import cart as carts
from checkout.actions import decision, sandbox, staff
from checkout.actions.payment import settle, start
from checkout.actions.place import place_order
from checkout.actions.review import judge
from checkout.engine.number import ENTROPY_BYTES
from checkout.engine.placement import CARD, Placement, Recipient
from checkout.gateways import CAPTURED, Notice, gateway
from checkout.models import DeliveryMethod, Order
from checkout.queries.cart import cart_lines, quote
from demo.engine.history import DemoOrder, orders
from outbox.models import Message
from shop.actions.stock import receive
from shop.engine.money import Money
from shop.models import Variant

# The merchant has had enough after this many parcels came back from one rented server.
PATIENCE = 6
DAY = timedelta(days=1)


def live(
    *,
    count: int,
    days: int,
    seed: int,
    staff_ids: Mapping[str, int],
    customer_ids: Mapping[str, int],
    now: datetime,
    advance: Callable[[int], object],
) -> None:
    """Place `count` orders over the last `days` days, oldest first; `advance` hears of each."""
    dice = random.Random(seed)
    variants = list(Variant.objects.sellable().order_by("pk").values_list("pk", flat=True)[:400])
    pranks = 0
    for past in orders(dice, count=count, days=days, variants=len(variants)):
        placed_at = now - timedelta(seconds=past.age_seconds)
        if past.story == "prank":
            pranks += 1
            if pranks == PATIENCE + 1:
                _block(past, author_id=staff_ids["Analyst"], now=placed_at - timedelta(hours=2))
        customer_id = customer_ids.get(past.shopper.email) if past.is_customer else None
        order_id = _place(
            past, variants, dice.randbytes(ENTROPY_BYTES), placed_at=placed_at, customer_id=customer_id
        )
        judge(order_id, now=placed_at + timedelta(seconds=4))
        _end(order_id, past.outcome, actor_id=staff_ids["Merchant"], placed_at=placed_at)
        advance(1)


def _place(
    past: DemoOrder,
    variants: Sequence[int],
    entropy: bytes,
    *,
    placed_at: datetime,
    customer_id: int | None,
) -> int:
    units = {variants[which]: quantity for which, quantity in past.picks}
    with transaction.atomic():
        receive(units, reference="demo-restock", now=placed_at - timedelta(hours=1))
        cart_id: UUID | None = None
        for variant_id, quantity in units.items():
            cart_id = carts.add(cart_id, variant_id=variant_id, quantity=quantity, now=placed_at)
        if cart_id is None:
            raise ValueError("an order without lines")
        wanted = replace(_placement(past, cart_id, entropy, placed_at=placed_at), customer_id=customer_id)
        placed = place_order(wanted, entropy=entropy, now=placed_at)
        if placed.payment_reference and past.payment == CARD:
            _pay(
                placed.payment_reference,
                wanted.expected_total,
                card_country=past.card_country,
                now=placed_at + timedelta(minutes=1),
            )
        # Nobody is to get mail about a simulated order.
        Message.objects.filter(relayed_at=None).update(relayed_at=placed_at)
    return Order.objects.values_list("pk", flat=True).get(number=placed.number)


def _pay(reference: str, amount: Money, *, card_country: str, now: datetime) -> None:
    """Pay by card: charged at once, or, where the card's country is told, authorised at the sandbox as shoppers do."""
    notice: Notice | None = Notice(reference=reference, amount=amount, status=CAPTURED, result="approved")
    if card_country:
        start(reference, return_path="/")
        sandbox.decide(reference, "pay", card=reference, card_country=card_country, now=now)
        notice = gateway("sandbox").look_up(reference=reference)
    if notice is None:
        raise ValueError("the sandbox knows nothing of what was just paid there")
    settle(notice, now=now)


def _placement(past: DemoOrder, cart_id: UUID, entropy: bytes, *, placed_at: datetime) -> Placement:
    person = past.shopper
    method = DeliveryMethod.objects.get(code="express" if entropy[0] < 32 else "standard")
    total = quote(cart_lines(cart_id), coupon_code="", method=method, now=placed_at).totals.total
    return Placement(
        cart_id=cart_id,
        idempotency_key=entropy.hex()[:32],
        recipient=Recipient(
            email=person.email,
            phone=person.phone,
            name=person.name,
            street=person.street,
            postcode=person.postcode,
            city=person.city,
            country=person.country,
        ),
        delivery_code=method.code,
        payment_method=past.payment,
        expected_total=total,
        client_address=person.address,
        visit=_visit(past, entropy, placed_at=placed_at),
    )


def _visit(past: DemoOrder, entropy: bytes, *, placed_at: datetime) -> dict[str, object]:
    seen = asdict(past.visit)
    seconds = seen.pop("seconds")
    network = asdict(past.shopper.network)
    del network["prefix"]
    visit = {
        **seen,
        "key_id": entropy.hex()[:32],
        "first_seen_at": placed_at.timestamp() - seconds,
        "proof": "work",
    }
    return {"network": network, "visit": visit, "action": "allow"}


def _block(past: DemoOrder, *, author_id: int, now: datetime) -> None:
    block(
        past.shopper.address,
        reason="Six parcels came back from this address",
        author_id=author_id,
        expires_at=now + 30 * DAY,
        now=now,
    )


def _end(order_id: int, outcome: str, *, actor_id: int, placed_at: datetime) -> None:
    """Ship and deliver what was cleared; held and cancelled orders wait for a person to look at them."""
    order = Order.objects.get(pk=order_id)
    if order.review == Order.Review.HELD and outcome in {"delivered", "shipped", "refused"}:
        decision.clear(order_id, code="checked-ok", actor_id=actor_id, now=placed_at + timedelta(hours=3))
        order.refresh_from_db()
    if order.review != Order.Review.CLEARED or outcome in {"waiting", "unpaid"}:
        return
    if order.payment_method == Order.Method.BANK_TRANSFER:
        staff.mark_paid(order_id, actor_id=actor_id, now=placed_at + timedelta(hours=20))
    staff.ship(order_id, actor_id=actor_id, now=placed_at + DAY)
    if outcome == "delivered":
        staff.deliver(order_id, actor_id=actor_id, now=placed_at + 3 * DAY)
    elif outcome == "refused":
        staff.refuse(order_id, actor_id=actor_id, now=placed_at + 4 * DAY)
