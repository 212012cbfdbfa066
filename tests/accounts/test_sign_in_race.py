"""Sixty tries at once: no more passwords are checked than the lock allows, and without its reservation more are."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from pytest_django import Settings

from accounts.actions import sign_in
from accounts.actions.sign_in import Reservation, Subject
from accounts.engine.lock import Refused
from accounts.models import SignInCounter, User
from accounts.queries import clock

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 60
checked: list[str] = []


class CountingHasher(PBKDF2PasswordHasher):
    """Counts the passwords that are checked."""

    algorithm = "counting"
    iterations = 1000

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Count, then hash; checking a password does so too."""
        checked.append(password)
        return str(super().encode(password, salt, iterations))


@pytest.fixture
def account(transactional_db: None, settings: Settings) -> User:
    """Return an account whose password checks are counted."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    person = User.objects.create_user("lena@example.com", "a long enough password")
    checked.clear()
    return person


def attack() -> None:
    """Try sixty wrong passwords at the same moment."""
    start = Barrier(TRIES)

    def attempt(number: int) -> None:
        start.wait()
        try:
            authenticate(None, email="lena@example.com", password=f"guess number {number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(TRIES) as pool:
        list(pool.map(attempt, range(TRIES)))


@contextmanager
def checking_first(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look at the counter first and count after the password was checked, as locks without a reservation do."""

    def look(wanted: tuple[Subject, ...], *, now: object) -> Reservation | Refused:
        counter = SignInCounter.objects.filter(pk=wanted[0][0]).first()
        if counter is not None and counter.locked_until is not None and counter.locked_until > clock():
            return Refused(wait=120)
        return Reservation(subjects=tuple(wanted))

    reserve = sign_in.reserve
    record = sign_in.record_failure

    def record_and_count(facts: sign_in.SignInFacts, *, now: object) -> None:
        reserve(sign_in.subjects_of(facts), now=clock())
        record(facts, now=clock())

    monkeypatch.setattr(sign_in, "reserve", look)
    monkeypatch.setattr(sign_in, "record_failure", record_and_count)
    yield


def test_of_sixty_tries_at_once_six_passwords_are_checked(account: User) -> None:
    attack()
    assert len(checked) == 6


def test_without_the_reservation_more_are_checked(account: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with checking_first(monkeypatch):
        attack()
    assert len(checked) > 6


def test_a_known_and_an_unknown_account_cost_one_hash_each(account: User) -> None:
    for email in ("lena@example.com", "nobody@example.com"):
        authenticate(None, email=email, password="a wrong password")
    assert checked == ["a wrong password", "a wrong password"]
