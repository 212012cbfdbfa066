"""Fold the journal into PostgreSQL: counts by the minute, decisions with their reasons, visits with their steps.

Exact: what was folded is marked in the transaction that writes it, so a fold that dies anywhere is simply done again.
What a visit's row says while two folds run at once may miss some steps; counts and decisions do not.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from types import MappingProxyType

import msgspec
from django.db import connection, transaction

from botguard.collect.network import network_facts
from botguard.counters import store
from botguard.engine.address import neighbourhood
from botguard.engine.behavior import rhythm
from botguard.engine.traffic import parse_kind
from botguard.engine.trail import Event, Step, Trail, follow, hear
from botguard.models import Decision, FoldMark, TrafficCount, Visit

# Batches read at once; what is left waits for the next fold.
MOST_BATCHES = 2_000
REST_SECONDS = 86_400
NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Batch:
    """What the journals of the processes held."""

    counts: Counter[str] = field(default_factory=Counter)
    decisions: list[dict[str, object]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    skipped: Counter[str] = field(
        default_factory=Counter
    )  # requests that nothing else is told of, by visitor


def fold_events() -> int:
    """Move what the journal holds into PostgreSQL, and return how many batches there were.

    With Valkey away there is nothing to fold; what waits there is folded later.
    """
    mark = FoldMark.objects.get_or_create(stream=store.EVENTS)[0].last_id
    try:
        found = store.ask(lambda: _entries(mark))
    except store.StoreAway:
        return 0
    if not found:
        return 0
    with transaction.atomic():
        # Another fold may have been quicker with some of them; the lock makes this one see how far it came.
        kept = FoldMark.objects.select_for_update().get(stream=store.EVENTS)
        fresh = [(number, text) for number, text in found if _place(number) > _place(kept.last_id)]
        _write(_read(text for _, text in fresh))
        if fresh:
            kept.last_id = fresh[-1][0]
            kept.save(update_fields=["last_id"])
    _forget(kept.last_id)
    return len(fresh)


def fold_past(texts: Iterable[str]) -> None:
    """Fold journals that never were in the stream, of requests relived."""
    with transaction.atomic():
        _write(_read(texts))


def _entries(mark: str) -> list[tuple[str, str]]:
    """Return the batches after the mark, each with its place in the stream."""
    found = store.client().xrange(store.EVENTS, min=f"({mark}", count=MOST_BATCHES) or ()
    # The client answers in text; an entry deleted meanwhile has none.
    return [(str(number), str(entry["e"])) for number, entry in found if entry]


def _forget(last_id: str) -> None:
    moment, number = _place(last_id)
    try:
        store.ask(
            lambda: store.client().xtrim(store.EVENTS, minid=f"{moment}-{number + 1}", approximate=False)
        )
    except store.StoreAway:
        # The mark knows better than the stream what is done.
        return


def _place(stream_id: str) -> tuple[int, int]:
    moment, _, number = stream_id.partition("-")
    return int(moment), int(number or 0)


def _read(texts: Iterable[str]) -> Batch:
    whole = Batch()
    for text in texts:
        told = msgspec.json.decode(text)
        whole.counts.update(told.get("counts", {}))
        whole.skipped.update(told.get("skipped", {}))
        whole.decisions.extend(told.get("decisions", ()))
        whole.events.extend(event for each in told.get("events", ()) if (event := hear(each)) is not None)
    return whole


def _write(batch: Batch) -> None:
    _add_counts(batch.counts)
    Decision.objects.bulk_create([decision_row(values) for values in batch.decisions], batch_size=500)
    add_visits(batch.events, batch.skipped)


def decision_row(values: Mapping[str, object]) -> Decision:
    """Return a decision's row from what the journal tells of it."""
    at = datetime.fromtimestamp(float(str(values["at"])), UTC)
    return Decision(**{**values, "at": at})


def _add_counts(counts: Mapping[str, int]) -> None:
    """Add to what the minutes have, in one statement."""
    if not counts:
        return
    kinds = [(parse_kind(text), number) for text, number in sorted(counts.items())]
    table = TrafficCount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            # The names are the model's own.
            f"INSERT INTO {table} (minute, room, standing, action, count) "  # noqa: S608
            "SELECT * FROM unnest(%s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::bigint[]) "
            "ON CONFLICT (minute, room, standing, action) "
            f"DO UPDATE SET count = {table}.count + excluded.count",
            [
                [kind.minute for kind, _ in kinds],
                [kind.room for kind, _ in kinds],
                [kind.standing for kind, _ in kinds],
                [kind.action for kind, _ in kinds],
                [number for _, number in kinds],
            ],
        )


def add_visits(events: Sequence[Event], skipped: Mapping[str, int] = NOTHING) -> None:
    """Write events into the rows of their visits."""
    told: dict[str, list[Event]] = {visitor: [] for visitor in skipped}
    for event in events:
        told.setdefault(event.visitor, []).append(event)
    found = Visit.objects.select_for_update().filter(visitor__in=list(told)).order_by("pk")
    known = {row.visitor: row for row in found}
    rows = []
    for visitor, each in sorted(told.items()):
        trail = _trail(known.get(visitor), until=min((event.at for event in each), default=0.0))
        # Of a visitor whose row is gone meanwhile, a number alone says nothing.
        if trail is not None or each:
            rows.append(_visit_row(follow(trail, each, skipped=skipped.get(visitor, 0))))
    changed = [each.name for each in Visit._meta.concrete_fields if each.name not in ("id", "visitor")]
    Visit.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["visitor"], update_fields=changed
    )


def _trail(row: Visit | None, *, until: float) -> Trail | None:
    """Return what a row knows, unless it is of long ago: an address that rested for a day begins anew."""
    if row is None or row.address is None or until - row.last_at.timestamp() > REST_SECONDS:
        return None
    return Trail(
        visitor=row.visitor,
        has_key=row.has_key,
        first_at=row.first_at.timestamp(),
        last_at=row.last_at.timestamp(),
        address=row.address,
        agent=row.agent,
        agent_class=row.agent_class,
        languages=row.languages,
        proof=row.proof,
        standing=row.standing,
        worst_action=row.worst_action,
        worst_points=row.worst_points,
        points=row.points,
        requests=row.requests,
        pages=row.pages,
        product_pages=row.product_pages,
        rooms=row.rooms,
        actions=row.actions,
        codes=row.codes,
        peaks=row.peaks,
        steps=tuple(step_of(each) for each in row.steps),
    )


def step_of(told: Mapping[str, object]) -> Step:
    """Read a stored step."""
    return Step(
        at=float(str(told["at"])),
        method=str(told["method"]),
        path=str(told["path"]),
        room=str(told["room"]),
        action=str(told["action"]),
        is_enforced=bool(told["is_enforced"]),
        points=int(str(told["points"])),
        codes=tuple(str(told["codes"]).split()),
    )


def _rhythm(trail: Trail) -> dict[str, int]:
    """Return the most even and the hastiest a visit has been, while its steps are still known."""
    return {name: max(value, trail.peaks.get(name, 0)) for name, value in rhythm(trail.steps).items()}


def _visit_row(trail: Trail) -> Visit:
    address = ip_address(trail.address)
    known = network_facts(address)
    return Visit(
        visitor=trail.visitor,
        has_key=trail.has_key,
        first_at=datetime.fromtimestamp(trail.first_at, UTC),
        last_at=datetime.fromtimestamp(trail.last_at, UTC),
        address=trail.address,
        network=neighbourhood(address).compressed,
        country=known.country or "",
        asn=known.asn,
        organisation=(known.organisation or "")[:120],
        network_kind=known.kind,
        agent=trail.agent,
        agent_class=trail.agent_class,
        languages=trail.languages,
        proof=trail.proof,
        standing=trail.standing,
        worst_action=trail.worst_action,
        worst_points=trail.worst_points,
        points=trail.points,
        requests=trail.requests,
        pages=trail.pages,
        product_pages=trail.product_pages,
        rooms=dict(trail.rooms),
        actions=dict(trail.actions),
        codes=dict(trail.codes),
        peaks={**trail.peaks, **_rhythm(trail)},
        steps=[{**asdict(step), "codes": " ".join(step.codes)} for step in trail.steps],
    )
