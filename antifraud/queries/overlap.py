"""Read which entries in force speak of the same things as wanted ones: around them, and within them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from django.db import connection

from antifraud.engine.overlap import MOST_COVERED, NAMED, Covered, Standing, wider
from antifraud.engine.subject import Subject
from antifraud.engine.trial import Pair
from antifraud.models import ListEntry

# Ranges sort right before what lies in them, so each finds its own in one stretch of the index on networks.
WITHIN = """
    SELECT wanted.value, entry.effect, count(*), (array_agg(entry.value ORDER BY entry.value::inet))[:%(named)s]
    FROM unnest(%(values)s::text[]) AS wanted (value)
    CROSS JOIN LATERAL (
        SELECT effect, value FROM antifraud_listentry
        WHERE ended_at IS NULL AND subject IN ('address', 'cidr') AND (expires_at IS NULL OR expires_at > %(now)s)
            AND value::inet > wanted.value::inet
            AND value::inet <= set_masklen(broadcast(wanted.value::inet), -1)
        ORDER BY value::inet LIMIT %(most)s) entry
    GROUP BY wanted.value, entry.effect ORDER BY wanted.value, entry.effect"""


def around(pairs: Sequence[Pair], *, now: datetime) -> dict[Pair, tuple[Standing, ...]]:
    """Return the entries in force that speak of the same things, or of ranges around them."""
    found: dict[Pair, list[Standing]] = {}
    for some in batched(pairs, 500, strict=False):
        speaking: dict[Pair, list[Pair]] = {}
        for pair in some:
            for other in (pair, *wider(pair)):
                speaking.setdefault(other, []).append(pair)
        rows = ListEntry.objects.live(now).filter(value__in=[value for _, value in speaking]).order_by("pk")
        columns = ("pk", "effect", "subject", "value", "expires_at")
        for pk, effect, subject, value, expires_at in rows.values_list(*columns):
            standing = Standing(entry_id=pk, effect=effect, value=value, expires_at=expires_at)
            for pair in speaking.get((subject, value), ()):
                found.setdefault(pair, []).append(standing)
    return {pair: tuple(standing) for pair, standing in found.items()}


def inside(pairs: Sequence[Pair], *, now: datetime) -> dict[Pair, tuple[Covered, ...]]:
    """Return for wanted ranges which narrower entries in force lie within them, by list."""
    found: dict[Pair, list[Covered]] = {}
    values = [value for subject, value in pairs if subject == Subject.CIDR]
    for some in batched(values, 500, strict=False):
        given: dict[str, list[str] | datetime | int] = {
            "values": list(some),
            "now": now,
            "most": MOST_COVERED + 1,
            "named": NAMED,
        }
        with connection.cursor() as cursor:
            cursor.execute(WITHIN, given)
            for value, effect, count, first in cursor.fetchall():
                covered = Covered(effect=effect, count=count, first=tuple(first))
                found.setdefault((str(Subject.CIDR), value), []).append(covered)
    return {pair: tuple(covered) for pair, covered in found.items()}
