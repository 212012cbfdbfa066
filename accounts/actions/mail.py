"""Hand mails to the outbox and send them from a worker."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from outbox import actions as outbox

TOPIC = "mail"


def post(to: str, *, subject: str, text: str, html: str = "", now: datetime) -> None:
    """Write a mail to the outbox in a transaction of the caller's, or in one of its own."""
    with transaction.atomic():
        outbox.publish(TOPIC, {"to": to, "subject": subject, "text": text, "html": html}, now=now)


def send(payload: Mapping[str, str]) -> None:
    """Send a mail from the outbox.

    :raises OSError: when the mail server does not answer; smtplib's errors among them
    """
    mail = EmailMultiAlternatives(
        payload["subject"], payload["text"], settings.DEFAULT_FROM_EMAIL, [payload["to"]]
    )
    if payload["html"]:
        mail.attach_alternative(payload["html"], "text/html")
    mail.send()
