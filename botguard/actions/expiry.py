"""Let go of what the journal left: decisions in a week, what points at a person likewise, figures in a season."""

from datetime import datetime, timedelta

from django.db import connection

from botguard.actions.access_list import expire_drafts
from botguard.models import Decision, TrafficCount, Visit

DECISIONS_KEPT = timedelta(days=7)
# Address, agent and steps of a visit.
TRAILS_KEPT = timedelta(days=7)
VISITS_KEPT = timedelta(days=90)
TRAFFIC_KEPT = timedelta(days=90)
# The plots of longer spans ask for whole hours only.
MINUTES_KEPT = timedelta(days=2)


def expire_journal(*, now: datetime) -> None:
    """Delete what is over, clear what is left of visits, and add old minutes up to hours."""
    Decision.objects.filter(at__lt=now - DECISIONS_KEPT).delete()
    Visit.objects.filter(last_at__lt=now - VISITS_KEPT).delete()
    trails = Visit.objects.filter(last_at__lt=now - TRAILS_KEPT, address__isnull=False)
    trails.update(address=None, agent="", languages="", steps=[])
    # Whoever showed no key is known by the address: without it the row says whose it was in its name alone.
    Visit.objects.filter(last_at__lt=now - TRAILS_KEPT, has_key=False).delete()
    TrafficCount.objects.filter(minute__lt=now - TRAFFIC_KEPT).delete()
    expire_drafts(now=now)
    _thin_out(before=(now - MINUTES_KEPT).replace(minute=0, second=0, microsecond=0))


def _thin_out(*, before: datetime) -> None:
    table = TrafficCount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            # The names are the model's own.
            f"WITH old AS (DELETE FROM {table} "  # noqa: S608
            "WHERE minute < %s AND minute <> date_trunc('hour', minute, 'UTC') "
            "RETURNING date_trunc('hour', minute, 'UTC') AS hour, room, standing, action, count) "
            f"INSERT INTO {table} (minute, room, standing, action, count) "
            "SELECT hour, room, standing, action, sum(count) FROM old GROUP BY 1, 2, 3, 4 "
            "ON CONFLICT (minute, room, standing, action) "
            f"DO UPDATE SET count = {table}.count + excluded.count",
            [before],
        )
