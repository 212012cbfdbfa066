"""Where every password is checked, whichever door it came through: behind the sign-in lock."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest

from accounts.actions import sign_in
from accounts.collect import sign_in_facts
from accounts.engine.lock import Refused
from accounts.queries import clock
from botguard.actions import note
from botguard.http import guard_of

CLOSED_SECONDS = 30


class SignInRefused(PermissionDenied):
    """No password is checked now. Django then asks no other backend, and its caller sees a failed sign-in."""


class LockedBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Check a password only with a try reserved for it. `request.sign_in_wait` says how long to wait."""

    def authenticate(
        self,
        request: HttpRequest | None,
        email: str | None = None,
        password: str | None = None,
        username: str | None = None,
    ) -> AbstractBaseUser | None:
        """Return the person whose password this is, or None.

        :raises SignInRefused: when no try is left, or tries cannot be counted because the database is away
        """
        if request is not None and (email or username):
            note(guard_of(request), "account", (email or username or "").strip().lower())
        login, password = _storable((email or username or "").strip()), _storable(password or "")
        if not login or not password:
            return None
        facts = sign_in_facts(request, login=login.lower())
        try:
            now = clock()
            reservation = sign_in.reserve(sign_in.subjects_of(facts), now=now)
        except DatabaseError as error:
            _tell(request, CLOSED_SECONDS)
            raise SignInRefused("tries cannot be counted") from error
        if isinstance(reservation, Refused):
            _tell(request, reservation.wait)
            raise SignInRefused("no try left")
        user: AbstractBaseUser | None = super().authenticate(request, email=login, password=password)
        if user is None:
            sign_in.record_failure(facts, now=now)
            if request is not None:
                note(guard_of(request), "sign-in-failure")
        else:
            sign_in.succeed(reservation)
        return user


def _tell(request: HttpRequest | None, seconds: int) -> None:
    if request is not None:
        request.sign_in_wait = seconds  # type: ignore[attr-defined]  # read by the adapter


def _storable(text: str) -> str:
    """Return text as PostgreSQL and hashes can hold it: NUL and lone surrogates, which nobody's has, written out."""
    return text.replace("\0", "\\0").encode(errors="backslashreplace").decode()
