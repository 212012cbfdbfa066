"""People to sign in with."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User

PASSWORD = "a long enough password"


@pytest.fixture
def shopper(db: None) -> User:
    """Return a customer with a known password."""
    return User.objects.create_user("lena@example.com", PASSWORD)


@pytest.fixture
def client() -> Client:
    """Return a browser at an address of its own."""
    return Client(REMOTE_ADDR="203.0.113.7")


@pytest.fixture(autouse=True)
def _watching_guard(settings: Settings) -> None:
    """Let the guard watch only: these tests ask what the sign-in lock does by itself."""
    settings.BOTGUARD_MODE = "observe"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Settings) -> None:
    """Spend no second on every password: what is asked here is whether it is checked."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
