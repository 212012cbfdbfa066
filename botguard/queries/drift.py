"""How far the readings of visits have moved since the weights in use were learned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from botguard import conf
from botguard.engine.behavior import CODES, LEAST_PAGES, PLACES
from botguard.engine.drift import LEAST_VISITS, Drift, drift_of, edges_of
from botguard.models import LearnedCard, Visit

RECENT = timedelta(days=7)
BEFORE = timedelta(days=28)
# However busy the shop is, either side is the latest so many visits.
MOST_VISITS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Drifts:
    """Every reading's drift, the widest first, between the visits of two times; none with too few of either."""

    since: datetime  # what is compared with: from then
    until: datetime  # to then
    recent_since: datetime
    before: int
    now: int
    readings: tuple[Drift, ...]
    is_of_card: bool  # what is compared with is what the weights in use were learned from

    @property
    def is_enough(self) -> bool:
        """Tell whether there are enough visits on both sides."""
        return min(self.before, self.now) >= LEAST_VISITS


def drifts(*, now: datetime) -> Drifts:
    """Compare the visits of the last week with those that the weights in use were learned from.

    Those are of the learned weights in force, else of the challenger; without either, of the four weeks before. Two
    statements, each over at most so many rows of an index.
    """
    recent_since = now - RECENT
    card = (
        LearnedCard.objects.filter(state__in=("live", "challenger")).order_by("-state", "-created_at").first()
    )
    until = min(card.created_at, recent_since) if card else recent_since
    since = card.since if card else until - BEFORE
    before, total = _counted(since=since, until=until)
    after, total_now = _counted(since=recent_since, until=now)
    is_enough = min(total, total_now) >= LEAST_VISITS
    found = [drift_of(code, before[code], after[code]) for code in CODES] if is_enough else []
    return Drifts(
        since=since,
        until=until,
        recent_since=recent_since,
        before=total,
        now=total_now,
        readings=tuple(sorted(found, key=lambda each: (-each.psi, each.code))),
        is_of_card=card is not None,
    )


def _counted(*, since: datetime, until: datetime) -> tuple[Mapping[str, list[int]], int]:
    """Return visits by band of every reading, and how many visits there are."""
    limits = conf.policy().card.bands
    edges = {code: edges_of([band.least for band in limits.get(code, ())]) for code in CODES}
    values, parameters = [], list[str | list[float]]()
    for code in CODES:
        if code in PLACES:
            value, place = "(peaks->>%s)::numeric", [PLACES[code]]
        else:
            # Pages of a browser that fetched no style sheet, as botguard.engine.behavior.readings has it.
            value, place = _BARE, []
        values.append(f"(%s, width_bucket(coalesce({value}, 0), %s::numeric[]))")
        parameters += [code, *place, list(edges[code])]
    table = Visit._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            # The names are the model's own, and everything else is a parameter.
            f"WITH seen AS (SELECT peaks, agent_class FROM {table} "  # noqa: S608
            "WHERE last_at >= %s AND last_at < %s AND has_key AND pages >= %s ORDER BY last_at DESC LIMIT %s) "
            "SELECT code, band, count(*) FROM seen "
            f"CROSS JOIN LATERAL (VALUES {', '.join(values)}) reading (code, band) GROUP BY code, band",
            [since, until, LEAST_PAGES, MOST_VISITS, *parameters],
        )
        counts = {code: [0] * (len(edges[code]) + 1) for code in CODES}
        for code, band, number in cursor:
            counts[code][band] = number
    return counts, sum(counts[CODES[0]])


_BARE = (
    "CASE WHEN agent_class = 'browser' AND coalesce((peaks->>'assets-seen')::int, 0) = 0 "
    "THEN (peaks->>'pages')::numeric END"
)
