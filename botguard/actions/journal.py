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
from botguard.engine.address import home
from botguard.engine.count import COUNTS
from botguard.engine.decide import Verdict, decide
from botguard.engine.facts import History, RequestFacts
from botguard.engine.traffic import TrafficPoint, kind_of
from botguard.engine.trail import Event
from botguard.models import Decision, TrafficCount

COUNTED = tuple(count.name for count in COUNTS)
# A journal holds some hundreds of events until it is handed over.
RELIVED_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A request of before, and what views reported of it."""

    facts: RequestFacts
    at: datetime
    notes: tuple[str, ...] = ()


def record(facts: RequestFacts, history: History, verdict: Verdict, *, is_enforced: bool, now: float) -> None:
    """Count a request, note it down on its visitor's trail, and its decision when it was not simply let through."""
    kind = kind_of(room=facts.room, standing=verdict.standing, action=verdict.action, now=now)
    event = _event(facts, history, verdict, is_enforced, now)
    counters.journal.note(kind, event, _decision(facts, verdict, is_enforced, now), now=now)


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
        kind = kind_of(room=facts.room, standing=verdict.standing, action=verdict.action, now=now)
        event = _event(facts, history, verdict, True, now)
        journal.note(kind, event, _decision(facts, verdict, True, now), now=now)
        for code in each.notes:
            counters.rehearse_note(facts, code, memory=memory, now=now)
        if number % RELIVED_AT_ONCE == 0:
            texts += journal.take()
    fold_past([*texts, *journal.take()])
    return number


def visitor_of(facts: RequestFacts) -> str:
    """Return the name of a visitor's trail: the key's, or for all who have none there the address's."""
    return (facts.count_id or home(facts.address).network_address.compressed)[:43]


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
        events.append(_event(facts, history, verdict, True, now))
        values = _decision(facts, verdict, True, now)
        if values is not None:
            rows.append(decision_row(values))
    with transaction.atomic():
        Decision.objects.bulk_create(rows)
        add_visits(events)
    return len(rows)


def _event(facts: RequestFacts, history: History, verdict: Verdict, is_enforced: bool, now: float) -> Event:
    key = facts.key if facts.has_own_count else None
    return Event(
        visitor_of(facts),
        key is not None,
        round(now, 3),
        facts.address.compressed,
        facts.method[:8],
        _storable(facts.path, 120),
        facts.room,
        verdict.action,
        is_enforced,
        verdict.standing,
        verdict.weighed.total,
        verdict.weighed.codes,
        _storable(facts.agent, 200),
        facts.agent_class,
        _storable(facts.languages, 60),
        key.proof if key else "",
        history.pages,
        history.product_pages,
        _peaks(history) if facts.is_page else {},
    )


def _peaks(history: History) -> dict[str, int]:
    counts = {name: value for name in COUNTED if (value := getattr(history, name))}
    return {**counts, **history.noted} if history.noted else counts


def _decision(
    facts: RequestFacts, verdict: Verdict, is_enforced: bool, now: float
) -> dict[str, object] | None:
    # Everybody meets the proof before checkout once: that is no news.
    if verdict.action in ("allow", "slow") or (verdict.action == "challenge" and verdict.standing != "bad"):
        return None
    return {
        "at": now,
        "address": facts.address.compressed,
        "country": facts.country or "",
        "room": facts.room,
        "path": _storable(facts.path, 200),
        "agent": _storable(facts.agent, 300),
        "key_id": facts.key.id if facts.key else "",
        "visitor": visitor_of(facts),
        "action": verdict.action,
        "is_enforced": is_enforced,
        "prior": verdict.weighed.prior,
        "points": verdict.weighed.total,
        "reasons": [
            {"code": each.code, "points": each.points, "sentence": each.sentence}
            for each in verdict.weighed.evidence
        ],
    }


def _storable(text: str, most: int) -> str:
    text = text[:most]
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "�").encode("utf-8", "replace").decode()
