"""Read all that is known of a person: rows as they are, for the person to have."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Min, Model, Q, QuerySet

from antifraud.engine.subject import email_key
from antifraud.models import Assessment, ListEntry, ListHit, OrderOutcome, OrderRecord, RuleHit, RuleSnooze

type Rows = dict[str, list[dict[str, object]]]


def rows_of(references: Sequence[str], *, email: str) -> Rows:
    """Return what the fraud check holds about a person's orders, by table, every column.

    History that was imported from elsewhere is found by the e-mail address; list entries by what they hit, and by the
    e-mail address.
    """
    records = OrderRecord.objects.filter(_records(references, email))
    hits = ListHit.objects.filter(reference__in=references)
    listed = ListEntry.objects.filter(
        Q(pk__in=hits.values("entry")) | Q(subject="email", value__in=_spellings(email))
    )
    found: Iterable[QuerySet[Model]] = (
        records,
        OrderOutcome.objects.filter(record__in=records),
        Assessment.objects.filter(reference__in=references),
        hits,
        listed,
        RuleHit.objects.filter(reference__in=references),
        RuleSnooze.objects.filter(email_key__in=_spellings(email)),
    )
    return {rows.model._meta.db_table: list(rows.order_by("pk").values()) for rows in found}


def addresses() -> Iterator[tuple[str, datetime]]:
    """Yield every e-mail address that history holds, with the time of its first order."""
    rows = (
        OrderRecord.objects.exclude(email="").order_by().values_list("email").annotate(since=Min("placed_at"))
    )
    yield from rows.iterator()


def _records(references: Sequence[str], email: str) -> Q:
    return Q(reference__in=references) | Q(email_key__in=_spellings(email))


def _spellings(email: str) -> tuple[str, ...]:
    key = email_key(email)
    return (key,) if key else ()
