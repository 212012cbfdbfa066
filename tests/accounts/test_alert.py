"""Wrong passwords at staff accounts are told of: at once, then in digests."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.actions.alert import tell_of_failures
from accounts.models import SignInFailure, User
from accounts.queries import clock
from outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db: None) -> User:
    """Return a member of staff."""
    return User.objects.create_user("ana@example.com", "a long enough password", is_staff=True)


def fail(client: Client, email: str) -> None:
    """Type a wrong password."""
    client.post("/account/login/", {"login": email, "password": "wrong"})


def test_a_failure_at_a_staff_account_is_told_at_once(client: Client, staff: User) -> None:
    fail(client, "Ana@example.com")
    assert tell_of_failures(now=clock()) == 1
    told = Message.objects.get(topic="mail").payload
    assert told["to"] == "hello@brassandbramble.example"
    assert "ana@example.com" in told["text"]
    assert "203.0.113.7" in told["text"]


def test_more_failures_wait_five_minutes_and_are_counted(client: Client, staff: User) -> None:
    fail(client, "ana@example.com")
    now = clock()
    tell_of_failures(now=now)
    for _ in range(3):
        fail(client, "ana@example.com")
    assert tell_of_failures(now=now + timedelta(minutes=4)) == 0
    assert tell_of_failures(now=now + timedelta(minutes=6)) == 3
    assert "3 wrong passwords" in Message.objects.latest("pk").payload["subject"]


def test_customers_failures_are_nobodys_news(client: Client, shopper: User) -> None:
    fail(client, shopper.email)
    assert tell_of_failures(now=clock()) == 0
    assert SignInFailure.objects.get().staff is None
    assert not Message.objects.exists()
