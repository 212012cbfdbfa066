"""What Celery calls."""

from celery import shared_task
from django.utils import timezone

from outbox import actions


@shared_task(name="outbox.tasks.expire")
def expire() -> None:
    """Delete messages nobody needs any more."""
    actions.expire(now=timezone.now())
