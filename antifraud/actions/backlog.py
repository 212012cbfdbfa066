"""Bring in orders of before, with what became of them, and judge them as they would have been judged then."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import batched
from time import perf_counter_ns

from django.db import transaction

from antifraud import conf
from antifraud.actions.record import record_of, write_records
from antifraud.collect import order_history
from antifraud.engine.decide import CancelRate, decide
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.past import PastOrder
from antifraud.engine.policy import Policy
from antifraud.engine.stored import facts_to_json, history_to_json, rows_to_json
from antifraud.models import Assessment, OrderOutcome
from antifraud.queries import learned

BATCH = 2000
JUDGED_AT_ONCE = 200
IMPORTED = "imported"


def import_history(orders: Iterable[PastOrder]) -> int:
    """Write past orders into history in bulk, a transaction a batch, and return how many; run again, it rewrites them.

    Nothing is assessed: import everything first, then judge.
    """
    written = 0
    for batch in batched(orders, BATCH, strict=False):
        with transaction.atomic():
            _write(batch)
        written += len(batch)
    return written


def judge_past(orders: Iterable[PastOrder], *, now: datetime) -> Iterator[int]:
    """Judge imported orders as of their own time, and yield how many were, by batch; judged ones are passed over.

    They are only observed, lists are of later and match nothing, and the rows bear the time of their orders: periods
    add up, and the evidence expires as that of other orders of its age. So facts are there to try rules on at once.
    """
    weighed_by = learned.policy()
    versions = {**conf.versions(), "policy": weighed_by.fingerprint, IMPORTED: now.date().isoformat()}
    for batch in batched(orders, JUDGED_AT_ONCE, strict=False):
        done = set(
            Assessment.objects.filter(reference__in=[each.facts.reference for each in batch]).values_list(
                "reference", flat=True
            )
        )
        fresh = [each for each in batch if each.facts.reference not in done]
        Assessment.objects.bulk_create(
            [_judged(each, policy=weighed_by.policy, versions=versions) for each in fresh]
        )
        yield len(fresh)


def seen_then(facts: OrderFacts) -> tuple[OrderFacts, History]:
    """Return an order and its history when it was placed; deliveries before it are counted if nobody said."""
    history = order_history(facts)
    tracks = [track for track in (history.email_track, history.phone_track) if track is not None]
    delivered = max([facts.delivered_before, *(track.delivered for track in tracks)])
    return replace(facts, delivered_before=delivered), history


def strangers(references: Iterable[str]) -> frozenset[str]:
    """Return which of some references are the shop's own orders, judged while it watched: none to write over."""
    own = Assessment.objects.filter(reference__in=list(references)).exclude(versions__has_key=IMPORTED)
    return frozenset(own.values_list("reference", flat=True))


def _judged(order: PastOrder, *, policy: Policy, versions: dict[str, str]) -> Assessment:
    started = perf_counter_ns()  # it measures itself; nothing is decided by this clock
    facts, history = seen_then(order.facts)
    decision = decide(facts, history, (), policy=policy, rate=CancelRate(), mode="observe")
    return Assessment(
        reference=facts.reference,
        level=decision.level,
        prior=decision.prior,
        total=decision.total,
        score=decision.score,
        recommendation=decision.recommendation,
        would=decision.would,
        sentence=decision.sentence,
        mode="observe",
        evidence=rows_to_json(decision.evidence),
        unchecked=rows_to_json(decision.unchecked),
        matched=[],
        facts=facts_to_json(facts),
        history=history_to_json(history),
        versions=versions,
        duration_us=(perf_counter_ns() - started) // 1000,
        assessed_at=facts.placed_at,
    )


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
