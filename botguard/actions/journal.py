"""Keep the traffic: requests note it, the next round trip carries it to Valkey, a task folds it into PostgreSQL.

Inexact on purpose: a process that dies loses what it had not handed over (a request or two, or five seconds' worth
without Valkey), and a fold that dies between its commit and its delete counts one batch twice.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from botguard import conf, counters
from botguard.counters import store
from botguard.engine.decide import Verdict, decide
from botguard.engine.facts import History, RequestFacts
from botguard.engine.traffic import TrafficPoint, kind_of, parse_kind
from botguard.models import Decision, TrafficCount

MOST_EVENTS = 2_000


def record(facts: RequestFacts, verdict: Verdict, *, is_enforced: bool, now: float) -> None:
    """Count a request, and remember its decision when it was not simply let through."""
    kind = kind_of(room=facts.room, standing=verdict.standing, action=verdict.action, now=now)
    counters.journal.note(kind, _decision(facts, verdict, is_enforced, now), now=now)


def fold_events() -> int:
    """Move counts and decisions from Valkey to PostgreSQL, and return how many kinds and decisions there were.

    With Valkey away there is nothing to fold; what waits there is folded later.
    """
    try:
        entries = store.ask(lambda: store.client().xrange(store.EVENTS, count=MOST_EVENTS))
    except store.StoreAway:
        return 0
    events = [json.loads(entry["e"]) for _, entry in entries]
    counts = Counter[str]()
    for event in events:
        counts.update(event.get("traffic", {}))
    decisions = [event for event in events if "traffic" not in event]
    with transaction.atomic():
        _add(counts)
        Decision.objects.bulk_create([_row(decision) for decision in decisions])
    if entries:
        store.ask(lambda: store.client().xdel(store.EVENTS, *[name for name, _ in entries]))
    return len(counts) + len(decisions)


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
    """Judge requests of before by today's policy, write what was decided other than "allow", and return how many."""
    rows = []
    for facts, history, at in past:
        now = at.timestamp()
        verdict = decide(facts, history, conf.policy(), now=now)
        values = _decision(facts, verdict, True, now)
        if values is not None:
            rows.append(_row(values))
    Decision.objects.bulk_create(rows)
    return len(rows)


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
    return text[:most].replace("\0", "�").encode("utf-8", "replace").decode()


def _add(counts: Counter[str]) -> None:
    for text, number in sorted(counts.items()):
        kind = parse_kind(text)
        row, is_new = TrafficCount.objects.get_or_create(
            minute=kind.minute,
            room=kind.room,
            standing=kind.standing,
            action=kind.action,
            defaults={"count": number},
        )
        if not is_new:
            TrafficCount.objects.filter(pk=row.pk).update(count=F("count") + number)


def _row(values: dict[str, object]) -> Decision:
    at = datetime.fromtimestamp(float(str(values.pop("at"))), UTC)
    return Decision(at=at, **values)
