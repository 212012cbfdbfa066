"""Note what became of an order."""

from datetime import datetime

from django.db import transaction

from antifraud.engine.outcome import Outcome
from antifraud.models import OrderOutcome, OrderRecord


def record_outcome(reference: str, outcome: Outcome | str, *, now: datetime) -> bool:
    """Note an outcome as known from now on, and return whether it is news.

    An order that was never assessed has no history to add to: nothing is noted, and the answer is no.

    :raises ValueError: for a word that is no outcome
    """
    word = Outcome(outcome)
    with transaction.atomic():
        record = OrderRecord.objects.select_for_update().filter(reference=reference).first()
        if record is None:
            return False
        _, is_new = OrderOutcome.objects.get_or_create(
            record=record, outcome=word, defaults={"known_at": now}
        )
        if is_new:
            record.outcome = word
            record.save(update_fields=["outcome"])
    return is_new
