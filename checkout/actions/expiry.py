"""Cut out of old orders what pointed at the visit that placed them."""

from datetime import datetime

from django.db import connection

from antifraud.actions.expiry import EVIDENCE_KEPT

# One sweep's share: a backlog takes a few sweeps instead of one long lock.
MOST = 5000
# The address keeps its neighbourhood, the visit its figures; the key, which other rows may name, goes.
CUT = """
    UPDATE checkout_order SET visit_cut_at = %(now)s, visit = visit #- '{visit,key_id}',
        client_address = host(network(set_masklen(
            client_address, CASE family(client_address) WHEN 4 THEN 24 ELSE 48 END)))::inet
    WHERE id IN (
        SELECT id FROM checkout_order
        WHERE visit_cut_at IS NULL AND placed_at < %(before)s ORDER BY placed_at LIMIT %(most)s)"""


def cut_visits(*, now: datetime) -> int:
    """Cut addresses of orders older than 180 days to /24 or /48, forget their keys, and return how many."""
    with connection.cursor() as cursor:
        cursor.execute(CUT, {"now": now, "before": now - EVIDENCE_KEPT, "most": MOST})
        return int(cursor.rowcount)
