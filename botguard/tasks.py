"""What Celery calls."""

from celery import shared_task
from django.utils import timezone

from botguard import actions
from botguard.gateways.directory import Reader
from botguard.gateways.names import Resolver


@shared_task(name="botguard.tasks.fold_events")
def fold_events() -> None:
    """Move traffic counts and decisions from Valkey to PostgreSQL."""
    actions.fold_events()


@shared_task(name="botguard.tasks.check_crawlers")
def check_crawlers() -> None:
    """Look up the host names of those who claim to be crawlers, and read the directories of those who sign."""
    actions.check_names(Resolver(), now=timezone.now())
    actions.read_directories(Reader(), now=timezone.now())


@shared_task(name="botguard.tasks.expire")
def expire() -> None:
    """Delete what is over."""
    actions.expire(now=timezone.now())
