"""Move an order along its axes: one conditional UPDATE, one line of its history."""

from collections.abc import Mapping
from datetime import datetime

from checkout.engine.state import may_move
from checkout.models import Order, OrderEvent


class NotPossible(ValueError):
    """An order cannot go from where it stands to where it was told to."""


class OrderMoved(RuntimeError):
    """Somebody else moved the order meanwhile; nothing was changed."""


def change(
    order: Order,
    to: Mapping[str, str],
    *,
    code: str,
    sentence: str,
    now: datetime,
    actor_id: int | None = None,
    fields: Mapping[str, object] | None = None,
) -> None:
    """Move an order along the axes named in `to`, set plain `fields` with them, and write its history.

    An axis that already stands where it should is left alone. Call it inside a transaction.

    :raises NotPossible: when the table of transitions has no such move
    :raises OrderMoved: when the row no longer stands where `order` says
    """
    moves = {axis: new for axis, new in to.items() if getattr(order, axis) != new}
    if not moves and not fields:
        raise NotPossible("The order stands there already.")
    for axis, new in moves.items():
        old = getattr(order, axis)
        if not may_move(axis, old=old, new=new):
            raise NotPossible(f"An order that is {old} cannot become {new}.")
    stands = {axis: getattr(order, axis) for axis in moves}
    changed = Order.objects.filter(pk=order.pk, **stands).update(**moves, **(fields or {}))
    if not changed:
        raise OrderMoved(order.number)
    for name, value in {**moves, **(fields or {})}.items():
        setattr(order, name, value)
    record(order, code=code, sentence=sentence, now=now, actor_id=actor_id)


def record(order: Order, *, code: str, sentence: str, now: datetime, actor_id: int | None = None) -> None:
    """Write one line of an order's history."""
    OrderEvent.objects.create(order=order, at=now, code=code, sentence=sentence[:300], actor_id=actor_id)
