"""What the relay and the clock call."""

from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from accounts.actions import alert, mail, sign_in
from outbox import actions as outbox

LONGEST_WAIT_SECONDS = 120


@shared_task(name="accounts.tasks.send_mail", bind=True, max_retries=None)
def send_mail(task: "Task[Any, Any]", message_id: int, payload: dict[str, str]) -> None:
    """Send a mail once; while the mail server is away, try again later and later."""
    try:
        outbox.once(message_id, "accounts.tasks.send_mail", lambda: mail.send(payload), now=timezone.now())
    except OSError as error:
        countdown = min(LONGEST_WAIT_SECONDS, 2**task.request.retries)
        raise task.retry(exc=error, countdown=countdown) from error


@shared_task(name="accounts.tasks.tell_of_failures")
def tell_of_failures() -> None:
    """Tell the shop of wrong passwords at staff accounts."""
    alert.tell_of_failures(now=timezone.now())


@shared_task(name="accounts.tasks.expire")
def expire() -> None:
    """Delete counters and failures nobody needs any more."""
    sign_in.expire(now=timezone.now())
