"""Count how often, by whom and for how much every subject of an order ordered before it.

A subject's latest orders are read and told apart here: a few short index scans in one statement, which PostgreSQL plans
in a fraction of the time that counting there took it to plan. Of the few subjects that more orders share than are told
apart, a second statement counts and sums them all.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection

from antifraud.engine.history import DISTINCT, MOST_TOLD_APART, WINDOWS, Velocity

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
# From the shortest on.
SPANS = {
    "1h": timedelta(hours=1),
    "2h": timedelta(hours=2),
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
}
PLACES = {span: place for place, span in enumerate(SPANS)}
LENGTHS = tuple(SPANS.values())
# What is told apart, by the record's column; spellings are e-mails as they were written.
APART = {**DISTINCT, "spellings": "email"}
APART_SPANS = {name: (*WINDOWS, "90d") if name == "names" else WINDOWS for name in DISTINCT}
# Compared there: the two write a few addresses differently.
COLUMNS = tuple(
    "nullif(host(address), host(%(own_addresses)s::inet))" if column == "address" else column
    for column in APART.values()
)
COUNTED = tuple(span for span in SPANS if span != "90d")

type Values = Mapping[str, str | datetime | list[str] | None]
# The place of the first span that reaches back to it, its currency and amount, and what is told apart.
type Row = tuple[int, str, int, *tuple[str | None, ...]]


def _since(span: str) -> str:
    return f"placed_at >= %(at)s - interval '{SPANS[span].total_seconds():.0f} s'"


BEFORE = """
    FROM antifraud_orderrecord
    WHERE {column} = %({name})s AND placed_at < %(at)s AND placed_at >= %(at)s - interval '{window}'
        AND reference <> %(reference)s"""
# Short on purpose: the driver keeps only short statements in pieces, and every value in one costs it time.
LATEST_OF = f"""
    (SELECT '{{name}}', placed_at, currency, amount_minor, {", ".join(COLUMNS)}
    {BEFORE} ORDER BY placed_at DESC LIMIT {MOST_TOLD_APART + 1})"""
# Everything of Velocity that tells nobody apart.
TOGETHER = (
    {f"orders_{span}": f"count(*) FILTER (WHERE {_since(span)})" for span in COUNTED}
    | {"orders": "count(*)"}
    | {
        f"amount_{span}_minor": "coalesce(sum(amount_minor) FILTER "
        f"(WHERE currency = %(currency)s AND {_since(span)}), 0)::bigint"
        for span in WINDOWS
    }
    | {"priced_orders": "count(*) FILTER (WHERE currency = %(currency)s)"}
    | {
        "amount_mean_minor": "coalesce(round(avg(amount_minor) FILTER (WHERE currency = %(currency)s)), 0)::bigint"
    }
)
ALL_OF = f"SELECT '{{name}}', {', '.join(TOGETHER.values())} {BEFORE}"
LATEST = {
    name: LATEST_OF.format(name=name, column=column, window=window)
    for name, column, window in VELOCITY_SUBJECTS
}
ALL = {
    name: ALL_OF.format(name=name, column=column, window=window) for name, column, window in VELOCITY_SUBJECTS
}


def velocity_of(values: Values) -> dict[str, Velocity]:
    """Return the counts of every subject that is known; `values` are the statement's parameters."""
    at, currency = values["at"], values["currency"]
    assert isinstance(at, datetime)  # noqa: S101  # a mixed bag of parameters
    found: dict[str, list[Row]] = {name: [] for name in LATEST if values[name] is not None}
    if not found:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(LATEST[name] for name in found), values)
        for name, placed_at, *row in cursor:
            found[name].append((bisect_left(LENGTHS, at - placed_at), *row))
        together = {
            name: _together(rows, currency=currency)
            for name, rows in found.items()
            if len(rows) <= MOST_TOLD_APART
        }
        busy = [name for name in found if name not in together]
        if busy:
            cursor.execute(" UNION ALL ".join(ALL[name] for name in busy), values)
            together |= {row[0]: dict(zip(TOGETHER, row[1:], strict=True)) for row in cursor}
    own = [values[f"own_{name}"] for name in APART]
    return {
        name: Velocity(**together[name], **_apart(rows[:MOST_TOLD_APART], own=own))
        for name, rows in found.items()
    }


def _together(rows: Sequence[Row], *, currency: object) -> dict[str, int]:
    """Return what ALL_OF counts and sums, of rows that are all there are."""
    orders, amounts = [0] * (len(PLACES) + 1), [0] * (len(PLACES) + 1)
    priced = 0
    for place, priced_in, amount, *_ in rows:
        orders[place] += 1
        if priced_in == currency:
            amounts[place] += amount
            priced += 1
    whole = sum(amounts)
    return {
        **{f"orders_{span}": sum(orders[: PLACES[span] + 1]) for span in COUNTED},
        "orders": len(rows),
        **{f"amount_{span}_minor": sum(amounts[: PLACES[span] + 1]) for span in WINDOWS},
        "priced_orders": priced,
        # Half goes up, as PostgreSQL rounds.
        "amount_mean_minor": (2 * whole + priced) // (2 * priced) if priced else 0,
    }


def _apart(rows: Sequence[Row], *, own: Sequence[object]) -> dict[str, int]:
    """Return how many different values rows have, the latest first; a value counts from its latest use on."""
    found: dict[str, int] = {}
    for (name, mine), values in zip(
        zip(APART, own, strict=True), zip(*(row[3:] for row in rows), strict=True), strict=False
    ):
        seen = {mine, None, ""}
        fresh = [0] * (len(PLACES) + 1)
        for row, value in zip(rows, values, strict=True):
            if value not in seen:
                seen.add(value)
                fresh[row[0]] += 1
        if name == "spellings":
            found[name] = sum(fresh)
        for span in APART_SPANS.get(name, ()):
            found[f"{name}_{span}"] = sum(fresh[: PLACES[span] + 1])
    return found
