"""Hold an order for one thing that staff do to it, and write down who did it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from checkout.actions.change import NotPossible
from checkout.models import Order


@contextmanager
def audited(
    order_id: int, action: str, *, actor_id: int, now: datetime, reason: str = "", code: str = ""
) -> Iterator[Order]:
    """Lock an order for one transaction, and write the audit trail at its end."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        yield order
        detail = {name: value for name, value in (("code", code), ("reason", reason)) if value}
        audit.record(actor_id, action=action, target=f"order:{order.number}", detail=detail, now=now)


def must(holds: bool, sentence: str) -> None:
    """Refuse what is not so.

    :raises NotPossible: with the sentence
    """
    if not holds:
        raise NotPossible(sentence)
