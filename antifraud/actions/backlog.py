"""Bring in orders of before, with what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.db import transaction

from antifraud.actions.record import write_records
from antifraud.engine.facts import OrderFacts
from antifraud.engine.outcome import Outcome
from antifraud.models import OrderOutcome, OrderRecord

BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOrder:
    """An order of before and, if it is known, what became of it and since when that was known."""

    facts: OrderFacts
    outcome: Outcome | None = None
    known_at: datetime | None = None


def import_history(orders: Iterable[PastOrder]) -> int:
    """Write past orders into history in bulk, a transaction a batch, and return how many; run again, it rewrites them.

    Nothing is assessed: import everything first, then assess the orders whose panel should be full.
    """
    written = 0
    for batch in batched(orders, BATCH, strict=False):
        with transaction.atomic():
            write_records(order.facts for order in batch)
            _write_outcomes(batch)
        written += len(batch)
    return written


def _write_outcomes(batch: tuple[PastOrder, ...]) -> None:
    told = {
        order.facts.reference: (order.outcome, order.known_at)
        for order in batch
        if order.outcome is not None and order.known_at is not None
    }
    records = list(OrderRecord.objects.filter(reference__in=told).only("pk", "reference"))
    rows = []
    for record in records:
        outcome, known_at = told[record.reference]
        record.outcome = outcome
        rows.append(OrderOutcome(record=record, outcome=outcome, known_at=known_at))
    OrderOutcome.objects.bulk_create(rows, ignore_conflicts=True)
    OrderRecord.objects.bulk_update(records, ["outcome"], batch_size=BATCH)
