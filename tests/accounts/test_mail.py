"""Mails of accounts: written to the outbox in the request, sent once by a worker."""

import re
from smtplib import SMTPServerDisconnected
from typing import NoReturn

import pytest
from allauth.account.models import EmailAddress
from celery.exceptions import Retry
from django.contrib.auth import get_user
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.tasks import send_mail
from outbox.models import Message, Receipt

pytestmark = pytest.mark.django_db


class AwayBackend(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages: object) -> NoReturn:
        """Hang up."""
        raise SMTPServerDisconnected("gone")


def test_signing_up_sends_no_mail_in_the_request(client: Client) -> None:
    answer = client.post(
        "/account/signup/", {"email": "New@Example.com", "password1": "a long enough password"}
    )
    assert answer.status_code == 302
    assert mail.outbox == []
    message = Message.objects.get(topic="mail")
    assert message.payload["to"] == "new@example.com"
    assert "Brass & Bramble" in message.payload["text"]
    assert User.objects.get().email == "new@example.com"


def test_a_password_reset_writes_alike_to_known_and_unknown_people(client: Client, shopper: User) -> None:
    answers = [
        client.post("/account/password/reset/", {"email": email})
        for email in ("lena@example.com", "nobody@example.com")
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, answers[0]["Location"])
    ] * 2
    assert Message.objects.filter(topic="mail").count() == 2


def test_signing_up_with_a_known_address_looks_like_signing_up(client: Client, shopper: User) -> None:
    fresh = Client(REMOTE_ADDR="198.51.100.9").post(
        "/account/signup/", {"email": "nina@example.com", "password1": "a long enough password"}
    )
    again = client.post(
        "/account/signup/", {"email": "lena@example.com", "password1": "a long enough password"}
    )
    assert again.status_code == fresh.status_code
    assert User.objects.filter(email="lena@example.com").count() == 1


def test_a_mail_is_sent_once_however_often_its_message_comes(client: Client, shopper: User) -> None:
    client.post("/account/password/reset/", {"email": "lena@example.com"})
    message = Message.objects.get(topic="mail")
    for _ in range(3):
        send_mail(message.pk, message.payload)
    assert [each.to for each in mail.outbox] == [["lena@example.com"]]
    assert "/account/password/reset/key/" in mail.outbox[0].body


def test_while_the_mail_server_is_away_the_mail_waits(
    client: Client, shopper: User, settings: Settings
) -> None:
    client.post("/account/password/reset/", {"email": "lena@example.com"})
    message = Message.objects.get(topic="mail")
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.AwayBackend"}}
    with pytest.raises((Retry, SMTPServerDisconnected)):
        send_mail(message.pk, message.payload)
    assert Receipt.objects.count() == 0


def test_the_link_of_the_mail_proves_the_address_and_signs_in(client: Client) -> None:
    client.post("/account/signup/", {"email": "new@example.com", "password1": "a long enough password"})
    assert not get_user(client).is_authenticated
    text = Message.objects.get(topic="mail").payload["text"]
    (link,) = re.findall(r"http://testserver(/account/confirm-email/\S+)", text)
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified
    assert client.post(link).status_code == 302
    assert EmailAddress.objects.get().verified
    assert get_user(client) == User.objects.get()
