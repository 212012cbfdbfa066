"""When their time is over, entries end and evidence loses what is personal; verdicts stay."""

from dataclasses import replace
from datetime import timedelta

import pytest

from antifraud import queries
from antifraud.actions import assess, block, expire
from antifraud.actions.expiry import EVIDENCE_KEPT, address_digest
from antifraud.models import ListEntry, OrderRecord
from tests.antifraud.orders import NOON, ORDINARY, order

DAY_181 = NOON + EVIDENCE_KEPT + timedelta(seconds=1)


@pytest.mark.django_db
def test_evidence_is_truncated_after_180_days_and_verdicts_stay() -> None:
    block("198.51.100.7\nmaria.ionescu@example.com", reason="x", author_id=None, expires_at=None, now=NOON)
    judged = assess(ORDINARY, now=NOON)
    assess(order("V6", address="2001:db8:1:2::9"), now=NOON)
    assess(order("NONE", address=None), now=NOON)
    assert expire(now=DAY_181 - timedelta(seconds=2)) == 0
    assert queries.latest(ORDINARY.reference) == judged
    assert expire(now=DAY_181) == 6
    assert expire(now=DAY_181) == 0, "once is enough"
    kept = queries.latest(ORDINARY.reference)
    assert kept is not None
    assert kept == replace(
        judged,
        facts=replace(
            ORDINARY, address="198.51.100.0", device=None, email="", phone="", name="", street="", postcode=""
        ),
        matched=tuple(replace(match, value="") for match in judged.matched),
    )
    record = OrderRecord.objects.get(reference=ORDINARY.reference)
    assert (record.address, record.device, record.network) == ("198.51.100.0", "", "198.51.100.0/24")
    # The same address is known again, and only by who has the key.
    assert record.address_digest == address_digest("198.51.100.7") != address_digest("198.51.100.8")
    assert address_digest("2001:db8:1:2::9") == address_digest("2001:db8:1:2::")
    assert OrderRecord.objects.get(reference="NONE").address_digest == ""
    assert OrderRecord.objects.get(reference="V6").address == "2001:db8:1::"
    assert OrderRecord.objects.get(reference="NONE").address is None
    text = repr(kept)
    for personal in ("198.51.100.7", "maria", "Ionescu", "721234567", "Lunga"):
        assert personal not in text


@pytest.mark.django_db
def test_entries_end_on_time_and_are_forgotten_after_a_year() -> None:
    month = NOON + timedelta(days=30)
    block("8.8.8.8", reason="x", author_id=None, expires_at=month, now=NOON)
    block("9.9.9.9", reason="x", author_id=None, expires_at=None, now=NOON)
    assert expire(now=month) == 1
    assert ListEntry.objects.get(value="8.8.8.8").ended_at == month
    assert expire(now=month + timedelta(days=365)) == 0
    assert expire(now=month + timedelta(days=365, seconds=1)) == 1
    assert [entry.value for entry in queries.entries(now=month)] == ["9.9.9.9"]
