"""Turn facts and verdicts into what JSON can hold, and back: what was judged can be judged again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any  # JSON from the database is checked here and nowhere above

from antifraud.engine.assessment import ListMatch
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import Bond, History, Place, ShopNorm, Track, Velocity
from antifraud.engine.rule.evaluate import Answer
from antifraud.engine.rule.verdict import RuleAction, RuleMatch
from scorecard import Evidence, Unchecked

type Json = dict[str, Any]

VELOCITIES = ("address", "network", "device", "email", "phone", "delivery", "name", "card")
TRACKS = ("device_track", "email_track", "phone_track", "delivery_track")


def facts_to_json(facts: OrderFacts) -> Json:
    """Return an order's facts, times in ISO 8601."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(facts).items()
    }


def facts_from_json(stored: Json) -> OrderFacts:
    """Return stored facts; facts that came later than the row are not known, facts given up since are left out."""
    known = _known(OrderFacts, stored)
    known["placed_at"] = datetime.fromisoformat(known["placed_at"])
    if known.get("customer_since"):
        known["customer_since"] = datetime.fromisoformat(known["customer_since"])
    return OrderFacts(**known)


def history_to_json(history: History) -> Json:
    """Return an order's history. Counts of nothing are left out: most are, and rows are kept by the million."""
    stored = asdict(history)
    for name in VELOCITIES:
        if stored[name] is not None:
            stored[name] = {count: value for count, value in stored[name].items() if value}
    return stored


def history_from_json(stored: Json) -> History:
    """Return a stored history; a count that is missing is none, a subject that is missing was not looked at."""
    known = _known(History, stored)
    for names, kind in ((VELOCITIES, Velocity), (TRACKS, Track), (("shop",), ShopNorm)):
        for name in names:
            if known.get(name) is not None:
                known[name] = kind(**_known(kind, known[name]))
    if known.get("bonds") is not None:
        known["bonds"] = tuple(Bond(**_known(Bond, bond)) for bond in known["bonds"])
    if known.get("place") is not None:
        place = _known(Place, known["place"])
        known["place"] = Place(**(place | {"offsets": tuple(place.get("offsets", ()))}))
    return History(**known)


def rows_to_json(rows: Sequence[Evidence | Unchecked]) -> list[Json]:
    """Return reasons as a list of objects."""
    return [asdict(row) for row in rows]


def evidence_from_json(stored: list[Json]) -> tuple[Evidence, ...]:
    """Return stored reasons in their order."""
    return tuple(Evidence(**row) for row in stored)


def unchecked_from_json(stored: list[Json]) -> tuple[Unchecked, ...]:
    """Return stored open questions in their order."""
    return tuple(Unchecked(**row) for row in stored)


def matched_to_json(matched: Sequence[ListMatch]) -> list[Json]:
    """Return list matches as a list of objects."""
    return [
        asdict(match) | {"created_at": match.created_at.isoformat() if match.created_at else None}
        for match in matched
    ]


def matched_from_json(stored: list[Json]) -> tuple[ListMatch, ...]:
    """Return stored list matches."""
    return tuple(
        ListMatch(
            **{
                **row,
                "created_at": datetime.fromisoformat(row["created_at"]) if row["created_at"] else None,
            }
        )
        for row in stored
    )


def rules_to_json(rules: Sequence[RuleMatch]) -> list[Json]:
    """Return what rules said as a list of objects."""
    return [asdict(rule) for rule in rules]


def rules_from_json(stored: list[Json]) -> tuple[RuleMatch, ...]:
    """Return what rules said, in their order."""
    return tuple(
        RuleMatch(
            **{
                **_known(RuleMatch, row),
                "action": RuleAction(row["action"]),
                "answer": Answer(row["answer"]),
                "missing": tuple(row.get("missing", ())),
            }
        )
        for row in stored
    )


def _known(
    kind: type[OrderFacts | History | Velocity | Track | ShopNorm | Bond | Place | RuleMatch],
    stored: Mapping[str, Any],
) -> Json:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in stored.items() if name in names}
