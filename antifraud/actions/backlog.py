"""Bring in orders of before, with what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.db import transaction

from antifraud.actions.record import record_of, write_records
from antifraud.engine.facts import OrderFacts
from antifraud.engine.outcome import Outcome
from antifraud.models import OrderOutcome

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
            _write(batch)
        written += len(batch)
    return written


def _write(batch: tuple[PastOrder, ...]) -> None:
    rows, outcomes = [], []
    for order in batch:
        row = record_of(order.facts)
        rows.append(row)
        if order.outcome is not None and order.known_at is not None:
            row.outcome = order.outcome
            outcomes.append(OrderOutcome(record=row, outcome=order.outcome, known_at=order.known_at))
    write_records(rows, also=("outcome",))
    OrderOutcome.objects.bulk_create(outcomes, ignore_conflicts=True)
