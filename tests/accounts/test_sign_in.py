"""Signing in over HTTP, behind the lock."""

from datetime import timedelta
from typing import NoReturn

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate, get_user
from django.db import OperationalError, connection
from django.db.models import F
from django.http import HttpResponse
from django.test import Client

from accounts.actions import sign_in
from accounts.models import SignInCounter, SignInFailure, User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login/"
WRONG = "a wrong password"


def sign_in_at(
    client: Client, *, email: str = "lena@example.com", password: str = WRONG, next: str = ""
) -> HttpResponse:
    """Send the sign-in form."""
    return client.post(SIGN_IN, {"login": email, "password": password, "next": next})


def let_pass(seconds: float) -> None:
    """Make every counter so much older."""
    by = timedelta(seconds=seconds)
    SignInCounter.objects.update(locked_until=F("locked_until") - by, window_ends_at=F("window_ends_at") - by)


def is_signed_in(client: Client) -> bool:
    """Return whether the browser's session is somebody's."""
    return get_user(client).is_authenticated


def end_session(client: Client) -> None:
    """Sign out as the end of a session does: the device's cookie stays."""
    del client.cookies["session"]


@pytest.mark.parametrize(
    "email", ["lena@example.com", "nobody@example.com"], ids=["a known account", "an unknown one"]
)
def test_the_seventh_try_waits(client: Client, shopper: User, email: str) -> None:
    codes = [sign_in_at(client, email=email).status_code for _ in range(6)]
    seventh = sign_in_at(client, email=email, password=PASSWORD)
    assert codes == [200] * 6
    assert seventh.status_code == 429
    assert 118 <= int(seventh["Retry-After"]) <= 120
    assert "short break" in seventh.content.decode()
    assert not is_signed_in(client)
    assert SignInFailure.objects.count() == 6


def test_answers_to_known_and_unknown_accounts_are_alike(client: Client, shopper: User) -> None:
    client.get(SIGN_IN)
    known = sign_in_at(client, email="lena@example.com").content.decode()
    unknown = sign_in_at(client, email="nina@example.com").content.decode()
    assert "not correct" in known
    mask = lambda page: [line for line in page.replace("nina@", "lena@").splitlines() if "csrf" not in line]  # noqa: E731
    assert mask(known) == mask(unknown)


@pytest.mark.parametrize(
    ("after", "is_open"),
    [(118, False), (122, True)],
    ids=["two seconds early is shut", "two seconds late is open"],
)
def test_a_lock_lasts_two_minutes(client: Client, shopper: User, after: int, is_open: bool) -> None:
    for _ in range(6):
        sign_in_at(client)
    let_pass(after)
    answer = sign_in_at(client, password=PASSWORD)
    assert (answer.status_code == 302) is is_open
    assert is_signed_in(client) is is_open


def test_tries_during_a_lock_do_not_prolong_it(client: Client, shopper: User) -> None:
    for _ in range(6):
        sign_in_at(client)
    let_pass(100)
    for _ in range(10):
        assert sign_in_at(client).status_code == 429
    let_pass(21)
    assert sign_in_at(client, password=PASSWORD).status_code == 302


def test_another_address_is_not_locked(client: Client, shopper: User) -> None:
    for _ in range(7):
        sign_in_at(client)
    assert sign_in_at(Client(REMOTE_ADDR="198.51.100.4"), password=PASSWORD).status_code == 302


def test_neighbours_in_one_ipv6_network_are_one_address(shopper: User) -> None:
    codes = [sign_in_at(Client(REMOTE_ADDR=f"2001:db8:1:2::{host}")).status_code for host in range(1, 8)]
    assert codes == [200] * 6 + [429]


def test_spellings_of_one_account_share_its_counter(client: Client, shopper: User) -> None:
    for email in (
        "lena@example.com",
        "LENA@example.com",
        " Lena@Example.com",
        "lena@EXAMPLE.COM",
        "Lena@example.com",
        "lenA@example.com",
    ):
        assert sign_in_at(client, email=email).status_code == 200
    assert sign_in_at(client, password=PASSWORD).status_code == 429


def test_success_clears_the_account_here_but_not_the_address(client: Client, shopper: User) -> None:
    for _ in range(5):
        sign_in_at(client)
    assert sign_in_at(client, password=PASSWORD).status_code == 302
    client.logout()  # and forget this device
    assert [sign_in_at(client).status_code for _ in range(6)] == [200] * 6
    assert sorted(SignInCounter.objects.values_list("tries", flat=True)) == [6, 11]


def test_thirty_failures_in_ten_minutes_lock_an_address(client: Client, shopper: User) -> None:
    codes = [sign_in_at(client, email=f"guess-{number}@example.com").status_code for number in range(30)]
    assert codes == [200] * 30
    assert sign_in_at(client, password=PASSWORD).status_code == 429
    let_pass(601)
    assert sign_in_at(client, password=PASSWORD).status_code == 302


def test_the_owners_known_device_gets_in_while_others_attack(client: Client, shopper: User) -> None:
    assert sign_in_at(client, password=PASSWORD).status_code == 302
    end_session(client)
    stranger = Client(REMOTE_ADDR="203.0.113.7")
    for _ in range(7):
        sign_in_at(stranger)
    assert sign_in_at(stranger, password=PASSWORD).status_code == 429
    assert sign_in_at(client, password=PASSWORD).status_code == 302


def test_a_known_device_has_six_tries_too(client: Client, shopper: User) -> None:
    sign_in_at(client, password=PASSWORD)
    end_session(client)
    assert [sign_in_at(client).status_code for _ in range(7)] == [200] * 6 + [429]


def test_a_device_is_known_for_its_own_accounts_only(client: Client, shopper: User) -> None:
    User.objects.create_user("mallory@example.com", PASSWORD)
    sign_in_at(client, email="mallory@example.com", password=PASSWORD)
    end_session(client)
    for _ in range(6):
        sign_in_at(Client(REMOTE_ADDR="203.0.113.7"))
    assert sign_in_at(client, password=PASSWORD).status_code == 429


def test_a_forged_device_is_a_stranger(client: Client, shopper: User) -> None:
    for _ in range(6):
        sign_in_at(client)
    client.cookies["device"] = "WyJ4Il0:1abc:forged"
    assert sign_in_at(client, password=PASSWORD).status_code == 429


def test_no_header_changes_the_address(client: Client, shopper: User) -> None:
    codes = [
        client.post(
            SIGN_IN,
            {"login": "lena@example.com", "password": WRONG},
            headers={"X-Forwarded-For": f"192.0.2.{number}", "X-Real-IP": f"192.0.2.{number}"},
        ).status_code
        for number in range(7)
    ]
    assert codes == [200] * 6 + [429]


def test_the_lock_stands_before_every_door(client: Client, shopper: User) -> None:
    for _ in range(6):
        assert authenticate(None, username="lena@example.com", password=WRONG) is None
    assert authenticate(None, username="lena@example.com", password=PASSWORD) is None


def test_with_the_database_broken_the_lock_stays_shut(client: Client, shopper: User) -> None:
    def gone(*args: object) -> NoReturn:
        raise OperationalError("gone")

    with connection.execute_wrapper(gone):
        answer = sign_in_at(client, password=PASSWORD)
    assert answer.status_code == 429
    assert not is_signed_in(client)


@pytest.mark.parametrize("login", ["a\0b@example.com", "x" * 400 + "@example.com", "\ud800@example.com", ""])
def test_odd_logins_are_wrong_passwords(shopper: User, login: str) -> None:
    assert authenticate(None, email=login, password=PASSWORD) is None


def test_a_wrong_password_is_never_written_down(client: Client, shopper: User) -> None:
    sign_in_at(client, password="hunter2 is my secret")
    row = SignInFailure.objects.get()
    assert "hunter2" not in str(vars(row))
    assert "lena" not in str(vars(row))
    assert row.address == "203.0.113.7"


def test_expire_forgets_what_decides_nothing(client: Client, shopper: User) -> None:
    from accounts.queries import clock

    for _ in range(6):
        sign_in_at(client)
    sign_in.expire(now=clock())
    assert SignInCounter.objects.count() == 2
    let_pass(3700)
    sign_in.expire(now=clock())
    assert SignInCounter.objects.count() == 0
    assert SignInFailure.objects.count() == 6


@pytest.mark.parametrize(
    ("target", "landed"),
    [
        ("/cart/", "/cart/"),
        ("https://evil.example/", "/account/orders/"),
        ("//evil.example/", "/account/orders/"),
        ("javascript:alert(1)", "/account/orders/"),
        ("/\\evil.example", "/account/orders/"),
    ],
)
def test_after_signing_in_nobody_is_led_elsewhere(
    client: Client, shopper: User, target: str, landed: str
) -> None:
    answer = sign_in_at(client, password=PASSWORD, next=target)
    assert answer.status_code == 302
    assert answer["Location"] == landed


def test_an_account_that_staff_made_signs_in_and_its_address_is_proven(client: Client, shopper: User) -> None:
    assert sign_in_at(client, password=PASSWORD).status_code == 302
    assert is_signed_in(client)
    assert EmailAddress.objects.get(user=shopper).verified
    shopper.refresh_from_db()
    assert not shopper.is_vouched


@pytest.mark.parametrize("is_spent", [False, True], ids=["never vouched for", "vouched for once, long ago"])
def test_an_account_without_a_proven_address_is_not_taken_for_one_that_staff_made(
    client: Client, shopper: User, is_spent: bool
) -> None:
    if is_spent:
        assert sign_in_at(client, password=PASSWORD).status_code == 302
        client.logout()
        EmailAddress.objects.all().delete()
    else:
        User.objects.update(is_vouched=False)
    answer = sign_in_at(client, password=PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/account/confirm-email/")
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get(user=shopper).verified
