"""What Celery calls."""

from celery import shared_task
from django.utils import timezone

from botguard import actions


@shared_task(name="botguard.tasks.fold_events")
def fold_events() -> None:
    """Move traffic counts and decisions from Valkey to PostgreSQL."""
    actions.fold_events()


@shared_task(name="botguard.tasks.expire")
def expire() -> None:
    """Delete what is over."""
    actions.expire(now=timezone.now())
