"""Forget a person's visits."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from botguard.models import Appeal, Decision, OrderResult, Visit, VisitLabel


def erase(keys: Sequence[str], *, references: Sequence[str], email: str) -> int:
    """Delete what was kept of visits with these keys and part their orders' results from them; return how many rows.

    A key that was taken back stays so until it ends: the row holds the key's random number and nothing else. The
    account's standing goes with the account.
    """
    seen = [key for key in keys if key]
    with transaction.atomic():
        results = OrderResult.objects.filter(reference__in=references).update(
            account=None, key_id="", network=""
        )
        gone = (
            Visit.objects.filter(visitor__in=seen).delete()[0]
            + Decision.objects.filter(Q(visitor__in=seen) | Q(key_id__in=seen)).delete()[0]
            + VisitLabel.objects.filter(visitor__in=seen).delete()[0]
            + Appeal.objects.filter(Q(visitor__in=seen) | Q(email__iexact=email)).delete()[0]
        )
    return results + gone
