"""Read people's rows."""

from datetime import datetime
from typing import cast

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import AuditEntry


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
