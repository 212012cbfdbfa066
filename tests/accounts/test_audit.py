"""The audit trail."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from accounts.actions import audit
from accounts.models import AuditEntry, User
from accounts.queries import audit as trail

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def entry(shopper: User) -> AuditEntry:
    """Return one entry."""
    audit.record(shopper.pk, action="order-hold", target="order:7K2M", detail={"reason": "odd"}, now=NOW)
    return AuditEntry.objects.get()


def test_an_entry_says_who_did_what_when(entry: AuditEntry, shopper: User) -> None:
    assert (entry.actor, entry.action, entry.target, entry.detail, entry.at) == (
        shopper,
        "order-hold",
        "order:7K2M",
        {"reason": "odd"},
        NOW,
    )


def test_the_database_refuses_to_change_an_entry(entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(action="nothing")
    assert AuditEntry.objects.get().action == "order-hold"


def test_the_database_refuses_to_delete_an_entry(entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).delete()
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [("7K2M", 1), ("hold", 1), ("lena@", 1), ("", 1), ("nothing", 0)],
    ids=["its thing", "its action", "its person", "no text", "something else"],
)
def test_the_trail_is_searched(entry: AuditEntry, text: str, count: int) -> None:
    assert trail(text).count() == count
