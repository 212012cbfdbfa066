"""Open a cancelled order again, with its stock taken anew if it went back on sale."""

from datetime import datetime

from django.db import transaction

from checkout.actions.change import change
from checkout.actions.place import delays
from checkout.actions.release import units_of
from checkout.engine.policy import release_time
from checkout.models import Order
from shop.actions import stock


class TooLate(ValueError):
    """What the order held has been sold since; the message names how much is missing."""


def reopen(
    order: Order, *, sentence: str, now: datetime, review: str = "held", actor_id: int | None = None
) -> None:
    """Open a cancelled order (locked by the caller) again and put it before a person, or clear it.

    :raises TooLate: when its stock is gone; nothing was changed
    """
    if not order.is_holding_stock:
        try:
            with transaction.atomic():
                stock.allocate(units_of(order), reference=order.number, now=now)
        except stock.StockShortage as shortage:
            raise TooLate(f"Not enough stock left: {shortage}.") from shortage
    to = {"status": "open", "fulfilment": "waiting", "review": review}
    if order.payment_status == Order.PaymentStatus.FAILED:
        to["payment_status"] = "pending"
    change(
        order,
        to,
        code="reinstated",
        sentence=sentence,
        now=now,
        actor_id=actor_id,
        fields={
            "is_holding_stock": True,
            "held_at": now if review == "held" else None,
            "snoozed_until": None,
            "release_at": release_time(order.payment_method, placed_at=now, delays=delays()),
        },
    )
