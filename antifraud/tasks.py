"""What Celery calls."""

from celery import shared_task
from django.utils import timezone

from antifraud import actions


@shared_task(name="antifraud.tasks.expire")
def expire() -> None:
    """Let list entries end and evidence lose what is personal."""
    actions.expire(now=timezone.now())
