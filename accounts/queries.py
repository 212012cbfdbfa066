"""Read people's rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import AuditEntry, User


def clock() -> datetime:
    """Return the database's time: every process's locks then last the same, whatever its own clock says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return cast(datetime, now)


def audit(text: str = "") -> QuerySet[AuditEntry]:
    """Return the audit trail, newest first, with its actors; `text` is looked for in action, target and actor."""
    entries = AuditEntry.objects.select_related("actor").order_by("-at", "-pk")
    if text:
        entries = entries.filter(
            Q(target__icontains=text) | Q(action__icontains=text) | Q(actor__email__icontains=text)
        )
    return entries


def account_of(email: str) -> User | None:
    """Return the account that has proved an address, or signs in with it."""
    proved = EmailAddress.objects.filter(email__iexact=email, verified=True).values("user")
    return User.objects.filter(Q(email__iexact=email) | Q(pk__in=proved)).order_by("pk").first()


def customer(account_id: int | None) -> User | None:
    """Return a customer's account by its number."""
    return None if account_id is None else User.objects.filter(pk=account_id, is_staff=False).first()


def rows_of(account_id: int | None) -> dict[str, list[dict[str, object]]]:
    """Return an account's rows by table, for its owner to have: everything but secrets that would open it."""
    people = User.objects.none() if account_id is None else User.objects.filter(pk=account_id)
    factors = Authenticator.objects.filter(user__in=people)
    return {
        "accounts_user": [_without(row, "password") for row in people.values()],
        "account_emailaddress": list(EmailAddress.objects.filter(user__in=people).order_by("pk").values()),
        "mfa_authenticator": [_without(row, "data") for row in factors.order_by("pk").values()],
    }


def _without(row: Mapping[str, object], secret: str) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != secret}
