"""Note what became of an order."""

from datetime import datetime

from django.db import connection, transaction

from antifraud.engine.outcome import MATURE_AFTER, Outcome
from antifraud.models import OrderOutcome, OrderRecord

# Delivered a month ago, and nothing bad was heard since. One sweep's share: a backlog takes a few.
MATURE = """
    WITH kept AS (
        INSERT INTO antifraud_orderoutcome (record_id, outcome, known_at)
        SELECT delivered.record_id, %(kept)s, delivered.known_at + %(after)s::interval
        FROM antifraud_orderoutcome delivered
        WHERE delivered.outcome = %(delivered)s AND delivered.known_at <= %(before)s
            AND NOT EXISTS (
                SELECT FROM antifraud_orderoutcome other
                WHERE other.record_id = delivered.record_id
                    AND (other.outcome = ANY(%(final)s)
                        OR other.outcome = %(kept)s
                        OR (other.outcome = ANY(%(bad)s) AND other.known_at >= delivered.known_at)))
        ORDER BY delivered.known_at LIMIT 5000
        ON CONFLICT DO NOTHING
        RETURNING record_id
    )
    UPDATE antifraud_orderrecord SET outcome = %(kept)s WHERE id IN (SELECT record_id FROM kept)"""


def record_outcome(reference: str, outcome: Outcome | str, *, now: datetime) -> bool:
    """Note an outcome as known from now on, and return whether it is news.

    An order that was never assessed has no history to add to: nothing is noted, and the answer is no.

    :raises ValueError: for a word that is no outcome
    """
    word = Outcome(outcome)
    with transaction.atomic():
        record = OrderRecord.objects.select_for_update().filter(reference=reference).first()
        if record is None:
            return False
        _, is_new = OrderOutcome.objects.get_or_create(
            record=record, outcome=word, defaults={"known_at": now}
        )
        if is_new:
            record.outcome = word
            record.save(update_fields=["outcome"])
    return is_new


def mature(*, now: datetime) -> int:
    """Note delivered orders as kept once thirty days have passed without a bad word, and return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            MATURE,
            {
                "kept": str(Outcome.KEPT),
                "delivered": str(Outcome.DELIVERED),
                "final": [str(Outcome.CHARGEBACK), str(Outcome.REFUSED)],
                "bad": [str(Outcome.FRAUD), str(Outcome.UNPAID)],
                "after": f"{MATURE_AFTER.days} days",
                "before": now - MATURE_AFTER,
            },
        )
        matured: int = cursor.rowcount
    return matured
