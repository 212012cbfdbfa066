"""Publish events, relay them to the workers, and do each one's work once."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import connection, transaction

from outbox.conf import crash_at
from outbox.models import Message, Receipt

KEPT_FOR = timedelta(days=7)


class UnknownTopic(LookupError):
    """Nobody is wired to hear of this topic (settings.OUTBOX_ROUTES)."""


def publish(topic: str, payload: Mapping[str, object], *, now: datetime) -> None:
    """Write an event in the caller's transaction; the relay hands it on after the commit.

    :raises UnknownTopic: when no task is wired to the topic
    :raises RuntimeError: outside a transaction, where event and effect could part
    """
    if topic not in settings.OUTBOX_ROUTES:
        raise UnknownTopic(topic)
    if not connection.in_atomic_block:
        raise RuntimeError("publish belongs into the transaction of the change it tells of")
    Message.objects.create(topic=topic, payload=dict(payload), created_at=now)
    # Delivered at commit, never before: the relay sleeps until somebody speaks.
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY outbox")


def relay(*, now: datetime, most: int = 100) -> int:
    """Hand waiting messages to the workers, oldest first, and return how many.

    Several relays may run: each skips the rows another holds. A relay that dies between handing over and committing
    hands the same message over again, which is why handlers keep receipts. The rows stay locked while the broker is
    spoken to: nobody but another relay wants them, and it skips them. A message whose topic has lost its route since
    waits until somebody is wired to it again, and holds up no other.
    """
    with transaction.atomic():
        unlocked = Message.objects.select_for_update(skip_locked=True)
        waiting = list(
            unlocked.filter(relayed_at=None, topic__in=settings.OUTBOX_ROUTES).order_by("pk")[:most]
        )
        for message in waiting:
            for task in settings.OUTBOX_ROUTES[message.topic]:
                current_app.send_task(task, args=[message.pk, message.payload])
        if waiting:
            crash_at("relay-after-publish")
        Message.objects.filter(pk__in=[message.pk for message in waiting]).update(relayed_at=now)
    return len(waiting)


def once(message_id: int, handler: str, work: Callable[[], None], *, now: datetime) -> bool:
    """Do a handler's work for a message unless it was done, and return whether it was done now.

    The receipt commits with the work. A second worker with the same message waits on the receipt's unique row,
    then finds it done. An effect outside the database (a mail) can happen twice only if the process dies between
    the effect and the commit.
    """
    with transaction.atomic():
        _, is_new = Receipt.objects.get_or_create(
            message_id=message_id, handler=handler, defaults={"done_at": now}
        )
        if is_new:
            work()
    return is_new


def expire(*, now: datetime) -> int:
    """Delete relayed messages and their receipts after a week, and return how many."""
    deleted, _ = Message.objects.filter(relayed_at__lt=now - KEPT_FOR).delete()
    return deleted


def forget(topic: str, payload: Mapping[str, object]) -> int:
    """Delete relayed messages whose payload holds these values, before their week is over; return how many."""
    deleted, _ = Message.objects.filter(
        topic=topic, payload__contains=dict(payload), relayed_at__isnull=False
    ).delete()
    return deleted
