"""Tell the shop of wrong passwords at staff accounts: at once, then in digests."""

from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from accounts.actions import mail
from accounts.models import SignInFailure

EVERY = timedelta(minutes=5)
LOCK = 0x4C4B_414C  # a name for PostgreSQL's advisory lock
SHOWN = 20


def tell_of_failures(*, now: datetime) -> int:
    """Mail the failures nobody was told of, unless a mail went out in the last five minutes; return their number."""
    with transaction.atomic():
        _wait_for_turn()
        if SignInFailure.objects.filter(told_at__gt=now - EVERY).exists():
            return 0
        untold = list(
            SignInFailure.objects.filter(told_at=None, staff__isnull=False)
            .select_related("staff")
            .order_by("at", "pk")
        )
        if not untold:
            return 0
        mail.post(settings.SHOP_EMAIL, subject=_subject(untold), text=_text(untold), now=now)
        SignInFailure.objects.filter(pk__in=[failure.pk for failure in untold]).update(told_at=now)
    return len(untold)


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _subject(failures: list[SignInFailure]) -> str:
    tries = "1 wrong password" if len(failures) == 1 else f"{len(failures)} wrong passwords"
    return f"{tries} at a staff account"


def _text(failures: list[SignInFailure]) -> str:
    by_account = Counter(str(failure.staff) for failure in failures)
    counts = "\n".join(f"{email}: {count}" for email, count in by_account.most_common())
    lines = "\n".join(
        f"{failure.at:%Y-%m-%d %H:%M:%S} UTC  {failure.staff}  from {failure.address or 'the console'}"
        f"{f' ({failure.country})' if failure.country else ''}  {failure.agent}"
        for failure in failures[-SHOWN:]
    )
    return (
        f"Somebody typed a wrong password at these accounts of the back office:\n\n{counts}\n\n"
        f"The latest tries:\n\n{lines}\n\n"
        "Six wrong tries lock an account for the place they come from for two minutes. If this was none of you,\n"
        "make sure that the accounts have a second factor."
    )
