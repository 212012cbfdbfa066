"""Keep the traffic: requests note it, the next round trip carries it to Valkey, a task folds it into PostgreSQL.

Inexact on purpose: a process that dies loses what it had not handed over (a second's worth, or without Valkey a few
minutes' worth), and Valkey keeps some 20,000 batches, the better part of an hour, for a worker that is away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from botguard import conf, counters
from botguard.actions.fold import add_visits, decision_row, fold_past
from botguard.counters.journal import Journal
from botguard.counters.memory import Memory
from botguard.engine.decide import Verdict, decide
from botguard.engine.facts import History, RequestFacts
from botguard.engine.traffic import TrafficPoint
from botguard.engine.witness import Judged, decision_of, event_of
from botguard.models import Decision, TrafficCount

# A journal holds some hundreds of events until it is handed over.
RELIVED_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A request of before, and what views reported of it."""

    facts: RequestFacts
    at: datetime
    notes: tuple[str, ...] = ()


def record(facts: RequestFacts, history: History, verdict: Verdict, *, is_enforced: bool, now: float) -> None:
    """Remember a request: its number, its step on its visitor's trail, and its decision if it was not let through."""
    counters.journal.note(Judged(facts, history, verdict, is_enforced, now))


def relive(past: Iterable[Past]) -> int:
    """Judge requests of before, oldest first, by today's policy and with counts of their own, and fold them.

    What is written is what the folding task would have written then. Return how many there were.
    """
    memory, journal, texts = Memory(), Journal(), list[str]()
    number = 0
    for number, each in enumerate(past, start=1):
        facts, now = each.facts, each.at.timestamp()
        history = counters.rehearse(facts, memory=memory, now=now)
        verdict = decide(facts, history, conf.policy(), now=now)
        journal.note(Judged(facts, history, verdict, True, now))
        for code in each.notes:
            counters.rehearse_note(facts, code, memory=memory, now=now)
        if number % RELIVED_AT_ONCE == 0:
            texts += journal.take()
    fold_past([*texts, *journal.take()])
    return number


def import_traffic(points: Iterable[TrafficPoint]) -> int:
    """Write a history of traffic in bulk, one room's worth, replacing what those minutes had."""
    rows = [
        TrafficCount(
            minute=point.at, room="browse", standing=standing, action=action, count=getattr(point, standing)
        )
        for point in points
        for standing, action in (("good", "allow"), ("unknown", "allow"), ("bad", "refuse"))
        if getattr(point, standing)
    ]
    TrafficCount.objects.bulk_create(
        rows,
        batch_size=2_000,
        update_conflicts=True,
        unique_fields=["minute", "room", "standing", "action"],
        update_fields=["count"],
    )
    return len(rows)


def import_decisions(past: Iterable[tuple[RequestFacts, History, datetime]]) -> int:
    """Judge requests of before by today's policy; write their visits, and what was decided other than "allow".

    Return how many decisions there were.
    """
    rows, events = [], []
    for facts, history, at in past:
        now = at.timestamp()
        verdict = decide(facts, history, conf.policy(), now=now)
        judged = Judged(facts, history, verdict, True, now)
        events.append(event_of(judged))
        values = decision_of(judged)
        if values is not None:
            rows.append(decision_row(values))
    with transaction.atomic():
        Decision.objects.bulk_create(rows)
        add_visits(events)
    return len(rows)
