"""Read what the guard holds of a person's visits: rows as they are, for the person to have."""

from collections.abc import Iterable, Sequence

from django.db.models import Model, Q, QuerySet

from botguard.models import Appeal, Decision, OrderResult, RevokedKey, Standing, Visit, VisitLabel

type Rows = dict[str, list[dict[str, object]]]


def rows_of(keys: Sequence[str], *, references: Sequence[str], account_id: int | None, email: str) -> Rows:
    """Return by table, every column: visits with these keys, what their orders came to, and the account's standing.

    An address alone is nobody: many people share one. So what was kept of visits without a key is left out, and is
    gone in a week.
    """
    found: Iterable[QuerySet[Model]] = (
        Visit.objects.filter(visitor__in=keys),
        Decision.objects.filter(Q(visitor__in=keys) | Q(key_id__in=keys)),
        VisitLabel.objects.filter(visitor__in=keys),
        RevokedKey.objects.filter(key_id__in=keys),
        Appeal.objects.filter(Q(visitor__in=keys) | Q(email__iexact=email)),
        OrderResult.objects.filter(reference__in=references),
        Standing.objects.filter(account=account_id),
    )
    return {rows.model._meta.db_table: list(rows.order_by("pk").values()) for rows in found}
