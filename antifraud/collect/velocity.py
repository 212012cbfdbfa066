"""Count how often, by whom and for how much every subject of an order ordered before it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from antifraud.engine.history import DISTINCT, WINDOWS, Velocity

# History's field, the record's column, and how far back its orders are counted.
VELOCITY_SUBJECTS = (
    ("address", "address", "30 days"),
    ("network", "network", "30 days"),
    ("device", "device", "180 days"),
    ("email", "email_key", "180 days"),
    ("phone", "phone", "180 days"),
    ("delivery", "delivery_key", "180 days"),
    ("name", "name_key", "30 days"),
    ("card", "card", "180 days"),
)
SPANS = {
    "1h": "1 hour",
    "2h": "2 hours",
    "24h": "24 hours",
    "7d": "7 days",
    "30d": "30 days",
    "90d": "90 days",
}
# What is told apart, by the record's column; spellings are e-mails as they were written.
APART = {**DISTINCT, "spellings": "email"}
APART_SPANS = {name: (*WINDOWS, "90d") if name == "names" else WINDOWS for name in DISTINCT}
WHOLE = 2 ** len(APART) - 1  # GROUPING's word for "everything in one group"


def _since(span: str) -> str:
    return f"placed_at >= %(at)s - interval '{SPANS[span]}'"


def _lists() -> tuple[dict[str, str], dict[str, str]]:
    """Return what to reckon of a subject's orders together, and of what is told apart, each by Velocity's field."""
    priced = "currency = %(currency)s"
    together = {
        f"orders_{span}": f"count(*) FILTER (WHERE {_since(span)})" for span in SPANS if span != "90d"
    }
    together["orders"] = "count(*)"
    for span in WINDOWS:
        together[f"amount_{span}_minor"] = f"sum(amount_minor) FILTER (WHERE {priced} AND {_since(span)})"
    together["priced_orders"] = f"count(*) FILTER (WHERE {priced})"
    together["amount_mean_minor"] = f"round(avg(amount_minor) FILTER (WHERE {priced}))"
    apart = {}
    for place, (name, column) in enumerate(APART.items()):
        mine = f"grouped = {WHOLE - 2 ** (len(APART) - 1 - place)} AND {column} IS NOT NULL"
        if column != "address":
            mine += f" AND {column} <> ''"
        mine += f" AND {column} IS DISTINCT FROM %(own_{name})s"
        if name == "spellings":
            apart[name] = f"count(*) FILTER (WHERE {mine})"
        for span in APART_SPANS.get(name, ()):
            apart[f"{name}_{span}"] = (
                f"count(*) FILTER (WHERE {mine} AND last_at >= %(at)s - interval '{SPANS[span]}')"
            )
    return together, apart


TOGETHER, APART_COUNTS = _lists()
FIELDS = (*TOGETHER, *APART_COUNTS)
# One indexed range a subject, read once: grouped as a whole, and by every column that is told apart. A value counts in
# each window that reaches back to its latest use.
VELOCITY_OF = """
    SELECT '{name}', {wholes}, {counts}
    FROM (
        SELECT GROUPING({columns}) AS grouped, {columns}, max(placed_at) AS last_at, {together}
        FROM antifraud_orderrecord
        WHERE {column} = %({name})s AND placed_at < %(at)s AND placed_at >= %(at)s - interval '{window}'
            AND reference <> %(reference)s
        GROUP BY GROUPING SETS ((), {sets})
    ) seen"""


def statement(name: str, column: str, window: str) -> str:
    """Return the query for one subject."""
    return VELOCITY_OF.format(
        name=name,
        column=column,
        window=window,
        wholes=", ".join(
            f"coalesce(max({field}) FILTER (WHERE grouped = {WHOLE}), 0)::bigint" for field in TOGETHER
        ),
        counts=", ".join(APART_COUNTS.values()),
        columns=", ".join(APART.values()),
        together=", ".join(f"{reckoned} AS {field}" for field, reckoned in TOGETHER.items()),
        sets=", ".join(f"({column})" for column in APART.values()),
    )


VELOCITY = {name: statement(name, column, window) for name, column, window in VELOCITY_SUBJECTS}


def velocity_of(values: Mapping[str, str | datetime | list[str] | None]) -> dict[str, Velocity]:
    """Return the counts of every subject that is known, in one round trip; `values` are the statement's parameters."""
    known = [name for name in VELOCITY if values[name] is not None]
    if not known:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(VELOCITY[name] for name in known), values)
        return {row[0]: Velocity(**dict(zip(FIELDS, row[1:], strict=True))) for row in cursor}
