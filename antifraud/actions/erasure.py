"""Cut a person out of what the fraud check holds; what verdicts were made of stays, and so do the figures."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from antifraud.engine.subject import email_key
from antifraud.models import OrderRecord, RuleSnooze

# Facts a person can be known by, and what is left of each. All others (countries, counts, kinds) stay.
PERSONAL_FACTS: dict[str, str | None] = {
    "email": "",
    "phone": "",
    "name": "",
    "street": "",
    "postcode": "",
    "city": "",
    "address": None,
    "device": None,
    "card": None,
    "customer_id": None,
    "customer_since": None,
}
CUT_ASSESSMENTS = """
    UPDATE antifraud_assessment SET truncated_at = %(now)s, facts = facts || %(cut)s::jsonb,
        matched = (
            SELECT coalesce(jsonb_agg(match || '{"value": ""}'), '[]') FROM jsonb_array_elements(matched) match)
    WHERE truncated_at IS NULL AND reference = ANY(%(references)s)"""


def erase(references: Sequence[str], *, email: str = "", now: datetime) -> int:
    """Cut what points at a person out of the history and assessments of orders, and return how many rows changed.

    With an `email`, history that was imported from elsewhere goes, too. List entries stay until they expire: they are
    the merchant's word about an address, which staff see and end.
    """
    key = email_key(email) if email else ""
    whose = Q(reference__in=references) | (Q(email_key=key) if key else Q(pk=None))
    with transaction.atomic():
        records = OrderRecord.objects.filter(whose).update(
            customer_id=None,
            address=None,
            address_digest="",
            network="",
            device="",
            email="",
            email_key="",
            phone="",
            delivery_key="",
            name_key="",
            card="",
            truncated_at=now,
        )
        if key:
            RuleSnooze.objects.filter(email_key=key).delete()
        with connection.cursor() as cursor:
            cursor.execute(
                CUT_ASSESSMENTS,
                {"references": list(references), "now": now, "cut": json.dumps(PERSONAL_FACTS)},
            )
            return records + int(cursor.rowcount)
