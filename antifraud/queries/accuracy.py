"""Read how right judgements were, and whether the signals still read what they used to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from antifraud.engine.accuracy import Accuracy, Judged, accuracy_of
from antifraud.engine.cause import AFTERMATH
from antifraud.engine.signal import SIGNALS
from antifraud.queries.outcome import labels_of
from scorecard.metrics import psi_of_counts

# Newest first; a page need not count more to be right.
MOST_ORDERS = 20_000
RECENT, BEFORE = timedelta(days=14), timedelta(days=60)
FEWEST = 100  # assessments of a period; below, chance moves more than people do
NOT_ASKED = 10**9

JUDGED = """
    SELECT record.reference, record.amount_minor, record.currency, first.level, first.would, first.recommendation
    FROM (
        SELECT reference, amount_minor, currency FROM antifraud_orderrecord
        WHERE placed_at >= %(since)s AND placed_at < %(until)s ORDER BY placed_at DESC LIMIT %(most)s
    ) record
    CROSS JOIN LATERAL (
        SELECT level, would, recommendation FROM antifraud_assessment
        WHERE reference = record.reference AND mode <> 'off' ORDER BY id LIMIT 1
    ) first"""
# How often each weight was given, and how often a question could not be asked.
WEIGHED = """
    WITH period AS (
        SELECT evidence, unchecked FROM antifraud_assessment
        WHERE assessed_at >= %(since)s AND assessed_at < %(until)s AND mode <> 'off' AND cause <> ALL(%(after)s)
        ORDER BY assessed_at DESC LIMIT %(most)s
    )
    SELECT '' AS code, 0 AS points, count(*) FROM period
    UNION ALL
    SELECT said->>'code', (said->>'points')::int, count(*)
    FROM period, jsonb_array_elements(evidence) said GROUP BY 1, 2
    UNION ALL
    SELECT open->>'code', %(not_asked)s, count(*)
    FROM period, jsonb_array_elements(unchecked) open GROUP BY 1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far one signal has moved: index, the shares of orders it weighed on, and where it could not be asked."""

    code: str
    psi: float
    spoke_before: float
    speaks_now: float
    unasked_before: float
    unasked_now: float

    @property
    def tone(self) -> str:
        """Return how much that should worry."""
        return "red" if self.psi >= 0.25 else "amber" if self.psi >= 0.1 else "green"


def accuracy(*, since: datetime, now: datetime) -> Accuracy:
    """Return how right the first judgements of orders placed since then were."""
    with connection.cursor() as cursor:
        cursor.execute(JUDGED, {"since": since, "until": now, "most": MOST_ORDERS})
        rows = cursor.fetchall()
    labels = labels_of([row[0] for row in rows], now=now)
    return accuracy_of(
        [
            Judged(
                level=level,
                would=would,
                recommendation=recommendation,
                amount_minor=amount_minor,
                currency=currency,
                is_bad=labels[reference].is_bad if reference in labels else None,
            )
            for reference, amount_minor, currency, level, would, recommendation in rows
        ]
    )


def drift(*, now: datetime) -> tuple[Drift, ...]:
    """Return how signals' weights of the last two weeks differ from those of the sixty days before; the widest first.

    Nothing with fewer than a hundred assessments on a side. New weights look like drift, too: they are.
    """
    before = _weighed(since=now - RECENT - BEFORE, until=now - RECENT)
    after = _weighed(since=now - RECENT, until=now)
    if min(before[""][0], after[""][0]) < FEWEST:
        return ()
    found = [_drift(signal.code, before, after) for signal in SIGNALS]
    return tuple(sorted(found, key=lambda each: (-each.psi, each.code)))


type Weighed = defaultdict[str, defaultdict[int, int]]


def _weighed(*, since: datetime, until: datetime) -> Weighed:
    counts: Weighed = defaultdict(lambda: defaultdict(int))
    with connection.cursor() as cursor:
        cursor.execute(
            WEIGHED,
            {
                "since": since,
                "until": until,
                "most": MOST_ORDERS,
                "not_asked": NOT_ASKED,
                "after": sorted(map(str, AFTERMATH)),
            },
        )
        for code, points, count in cursor:
            counts[code][points] += count
    return counts


def _drift(code: str, before: Weighed, after: Weighed) -> Drift:
    bands = sorted({*before[code], *after[code]} - {0})
    was, is_now = ([side[code][band] for band in bands] for side in (before, after))
    total_was, total_now = before[""][0], after[""][0]
    # The rest was asked, and weighed nothing.
    silent_was, silent_now = max(0, total_was - sum(was)), max(0, total_now - sum(is_now))
    unasked_was, unasked_now = before[code][NOT_ASKED], after[code][NOT_ASKED]
    return Drift(
        code=code,
        psi=psi_of_counts([silent_was, *was], [silent_now, *is_now]),
        spoke_before=(sum(was) - unasked_was) / total_was,
        speaks_now=(sum(is_now) - unasked_now) / total_now,
        unasked_before=unasked_was / total_was,
        unasked_now=unasked_now / total_now,
    )
