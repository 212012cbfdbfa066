"""Count sign-in tries in PostgreSQL: a try is taken before a password is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.collect import STAFF_ADDRESS_KEPT_FOR, Address, SignInFacts, address_key, key_of
from accounts.engine import lock
from accounts.models import SignInCounter, SignInFailure, StaffAddress, User

FAILURES_KEPT_FOR = timedelta(days=30)

type Subject = tuple[str, lock.Limit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """Subjects with a try taken, narrow ones first."""

    subjects: tuple[Subject, ...]


def subjects_of(facts: SignInFacts) -> tuple[Subject, ...]:
    """Return what a try is counted against.

    A device its owner has signed in with is counted by itself, so that others cannot lock its owner out.
    """
    if facts.device is not None:
        return ((key_of("device", facts.device, facts.account), lock.PAIR),)
    place = address_key(facts.address)
    return ((key_of("pair", facts.account, place), lock.PAIR), (place, lock.ADDRESS))


def code_subjects(user_id: int) -> tuple[Subject, ...]:
    """Return what a try at a second factor is counted against: its owner, wherever it comes from."""
    return ((key_of("code", str(user_id)), lock.CODE),)


def used_code_subjects(user_id: int, *, code: str) -> tuple[Subject, ...]:
    """Return what the use of a right one-time code is counted against."""
    return ((key_of("used-code", str(user_id), code), lock.ONCE),)


def reserve(wanted: Sequence[Subject], *, now: datetime) -> Reservation | lock.Refused:
    """Take one try of each subject, or of none, and commit it before anything is checked.

    The upsert locks the row, so of any number of tries at once no more pass than the limit. Everybody locks
    narrow subjects before wide ones, so no two wait for each other.

    :raises RuntimeError: inside a transaction, whose rollback would give the try back
    """
    with transaction.atomic(durable=True):
        taken: list[tuple[str, lock.Counter]] = []
        for subject, limit in wanted:
            step = lock.take(_locked_counter(subject), limit=limit, now=now)
            if isinstance(step, lock.Refused):
                return step
            taken.append((subject, step.counter))
        for subject, counter in taken:
            _keep(subject, counter)
    return Reservation(subjects=tuple(wanted))


def succeed(reservation: Reservation) -> None:
    """Forget the tries at this account from here; wider counters get only this one try back."""
    (narrow, _), *wide = reservation.subjects
    with transaction.atomic():
        SignInCounter.objects.filter(pk=narrow).delete()
        for subject, limit in wide:
            _keep(subject, lock.give_back(_locked_counter(subject), limit=limit))


def record_failure(facts: SignInFacts, *, now: datetime) -> None:
    """Write a wrong password down, without the password. Only staff accounts are named."""
    staff_id = User.objects.filter(email=facts.login, is_staff=True).values_list("pk", flat=True).first()
    SignInFailure.objects.create(
        at=now,
        account_key=facts.account,
        staff_id=staff_id,
        address=None if facts.address is None else str(facts.address),
        agent=facts.agent[:200],
        country=facts.country,
    )


def note_staff(address: Address, *, now: datetime) -> None:
    """Remember that somebody of the staff signed in from here; who it was is not kept."""
    key = address_key(address)
    with transaction.atomic():
        _, is_new = StaffAddress.objects.get_or_create(key=key, defaults={"first_at": now, "last_at": now})
        if not is_new:
            StaffAddress.objects.filter(pk=key, last_at__lt=now).update(last_at=now)


def expire(*, now: datetime) -> None:
    """Delete counters that decide nothing any more, old failures, and addresses staff have left."""
    SignInCounter.objects.filter(window_ends_at__lt=now).exclude(locked_until__gt=now).delete()
    SignInFailure.objects.filter(at__lt=now - FAILURES_KEPT_FOR).delete()
    StaffAddress.objects.filter(last_at__lt=now - STAFF_ADDRESS_KEPT_FOR).delete()


def _locked_counter(subject: str) -> lock.Counter:
    with connection.cursor() as cursor:
        # The update changes nothing but makes the row, old or new, ours until the commit.
        cursor.execute(
            "INSERT INTO accounts_signincounter (subject, tries) VALUES (%s, 0)"
            " ON CONFLICT (subject) DO UPDATE SET subject = EXCLUDED.subject"
            " RETURNING tries, window_ends_at, locked_until",
            [subject],
        )
        tries, window_ends_at, locked_until = cursor.fetchone()
    return lock.Counter(tries=tries, window_ends_at=window_ends_at, locked_until=locked_until)


def _keep(subject: str, counter: lock.Counter) -> None:
    SignInCounter.objects.filter(pk=subject).update(
        tries=counter.tries, window_ends_at=counter.window_ends_at, locked_until=counter.locked_until
    )
