"""Let list entries end, and evidence lose what is personal, when their time is over."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from antifraud.actions.backtest import forget_backtests
from antifraud.actions.blocklist import lock_lists
from antifraud.engine.subject import address_text, parse_address
from antifraud.models import ListEntry, RuleSnooze

EVIDENCE_KEPT = timedelta(days=180)
ENDED_ENTRIES_KEPT = timedelta(days=365)
# One sweep's share: a backlog takes a few sweeps instead of one long lock.
MOST = 5000

DUE_RECORDS = """
    SELECT id, host(address) FROM antifraud_orderrecord
    WHERE truncated_at IS NULL AND placed_at < %(before)s ORDER BY placed_at LIMIT %(most)s FOR UPDATE"""
# What is left of an address are its neighbourhood and a keyed hash, which knows it again and does not name it.
TRUNCATE_RECORDS = """
    UPDATE antifraud_orderrecord SET truncated_at = %(now)s, device = '', card = '', address_digest = due.digest,
        address = host(network(set_masklen(address, CASE family(address) WHEN 4 THEN 24 ELSE 48 END)))::inet
    FROM unnest(%(ids)s::bigint[], %(digests)s::text[]) AS due (id, digest)
    WHERE antifraud_orderrecord.id = due.id"""
# What a person can be known by goes; what the verdict was made of (countries, counts, reasons) stays.
TRUNCATE_ASSESSMENTS = """
    UPDATE antifraud_assessment SET truncated_at = %(now)s,
        facts = facts || jsonb_build_object(
            'address', host(network(set_masklen((facts->>'address')::inet,
                CASE family((facts->>'address')::inet) WHEN 4 THEN 24 ELSE 48 END))),
            'device', NULL, 'card', NULL, 'email', '', 'phone', '', 'name', '', 'street', '', 'postcode', ''),
        matched = (
            SELECT coalesce(jsonb_agg(match || '{"value": ""}'), '[]') FROM jsonb_array_elements(matched) match)
    WHERE id IN (
        SELECT id FROM antifraud_assessment
        WHERE truncated_at IS NULL AND assessed_at < %(before)s ORDER BY assessed_at LIMIT %(most)s
    )"""


def expire(*, now: datetime) -> int:
    """End entries that ran out, truncate evidence after 180 days, forget ended entries after a year; count rows."""
    with transaction.atomic():
        # Every change of the lists takes this lock before any row: the other way round two could wait for each other.
        lock_lists()
        ended = ListEntry.objects.filter(ended_at=None, expires_at__lte=now).update(ended_at=F("expires_at"))
    forgotten, _ = ListEntry.objects.filter(ended_at__lt=now - ENDED_ENTRIES_KEPT).delete()
    values: dict[str, datetime | int] = {"now": now, "before": now - EVIDENCE_KEPT, "most": MOST}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DUE_RECORDS, values)
        due = cursor.fetchall()
        digests = [address_digest(address) if address else "" for _, address in due]
        cursor.execute(TRUNCATE_RECORDS, {"now": now, "ids": [key for key, _ in due], "digests": digests})
        cursor.execute(TRUNCATE_ASSESSMENTS, values)
        assessments: int = cursor.rowcount
    snoozes, _ = RuleSnooze.objects.filter(until__lte=now).delete()
    return ended + forgotten + len(due) + assessments + snoozes + forget_backtests(now=now)


def address_digest(address: str) -> str:
    """Return the keyed hash that is kept of an address; of IPv6, of its /64, as history counts it."""
    parsed = parse_address(address)
    text = address if parsed is None else address_text(parsed)
    return salted_hmac("antifraud.address", text, algorithm="sha256").hexdigest()[:32]
