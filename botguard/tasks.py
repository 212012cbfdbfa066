"""What Celery calls."""

from typing import Any  # a message's payload is JSON

from celery import shared_task
from django.utils import timezone

from botguard import actions
from botguard.actions import lesson
from botguard.gateways.directory import Reader
from botguard.gateways.names import Resolver
from outbox import actions as outbox


@shared_task(name="botguard.tasks.fold_events")
def fold_events() -> None:
    """Move traffic counts and decisions from Valkey to PostgreSQL."""
    actions.fold_events()


@shared_task(name="botguard.tasks.check_crawlers")
def check_crawlers() -> None:
    """Look up the host names of those who claim to be crawlers, and read the directories of those who sign."""
    actions.check_names(Resolver(), now=timezone.now())
    actions.read_directories(Reader(), now=timezone.now())


@shared_task(name="botguard.tasks.learn_outcome")
def learn_outcome(message_id: int, payload: dict[str, Any]) -> None:
    """Count what an order came to for its account and its network, once a message."""
    now = timezone.now()
    learned = actions.Learned(**payload)

    def work() -> None:
        actions.learn(learned, now=now)

    outbox.once(message_id, "botguard.tasks.learn_outcome", work, now=now)


@shared_task(name="botguard.tasks.label_visit")
def label_visit(message_id: int, payload: dict[str, Any]) -> None:
    """Remember whether the visit of an order was a person's, once a message."""
    now = timezone.now()

    def work() -> None:
        lesson.label_visit(payload["key_id"], outcome=payload["outcome"], now=now)

    outbox.once(message_id, "botguard.tasks.label_visit", work, now=now)


@shared_task(name="botguard.tasks.expire")
def expire() -> None:
    """Delete what is over."""
    actions.expire(now=timezone.now())
    lesson.forget_labels(now=timezone.now())
