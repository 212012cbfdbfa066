"""What the relay and the clock call."""

from collections.abc import Callable
from typing import Any  # Celery's tasks are generic over anything; payloads are JSON

from celery import Task, shared_task
from django.utils import timezone

from antifraud.engine.cause import Cause
from checkout.actions import cart, confirmation, erasure, expiry, mail, money, release, review, sandbox
from outbox import actions as outbox
from outbox.conf import crash_at

LONGEST_WAIT_SECONDS = 120


@shared_task(name="checkout.tasks.mail_receipt", bind=True, max_retries=None)
def mail_receipt(task: "Task[Any, Any]", message_id: int, payload: dict[str, int]) -> None:
    """Mail that an order was received, once; while the mail server is away, try again later and later."""
    _mail(task, message_id, mail.send_receipt, payload["order"])


@shared_task(name="checkout.tasks.mail_confirmation", bind=True, max_retries=None)
def mail_confirmation(task: "Task[Any, Any]", message_id: int, payload: dict[str, int]) -> None:
    """Mail the link by which a shopper confirms an order, once, and as patiently."""
    _mail(task, message_id, mail.send_confirmation, payload["order"])


@shared_task(name="checkout.tasks.heed_confirmation")
def heed_confirmation(message_id: int, payload: dict[str, int]) -> None:
    """Draw from a shopper's confirmation what it means for the review, once a message."""
    now = timezone.now()
    outbox.once(
        message_id,
        "checkout.tasks.heed_confirmation",
        lambda: confirmation.heed(payload["order"], now=now),
        now=now,
    )


@shared_task(name="checkout.tasks.judge_order")
def judge_order(message_id: int, payload: dict[str, Any]) -> None:
    """Judge an order, once a message: when it was placed, and when something became known of it."""
    now = timezone.now()
    crash_at("task-before-effect")
    cause = Cause(payload.get("cause", Cause.PLACED))

    def work() -> None:
        review.judge(payload["order"], cause=cause, now=now)

    outbox.once(message_id, "checkout.tasks.judge_order", work, now=now)
    crash_at("task-after-effect")


@shared_task(name="checkout.tasks.capture_payment")
def capture_payment(message_id: int, payload: dict[str, int]) -> None:
    """Take the money of a cleared order's card; a provider that does not answer is asked again by the sweep."""
    money.capture(payload["order"], now=timezone.now())


@shared_task(name="checkout.tasks.deliver_sandbox_notice", bind=True, max_retries=10)
def deliver_sandbox_notice(task: "Task[Any, Any]", message_id: int, payload: dict[str, str]) -> None:
    """Post the sandbox provider's notice to the shop; a shop that does not answer is told again."""
    try:
        sandbox.deliver_notice(payload["reference"])
    except OSError as error:
        raise task.retry(exc=error, countdown=min(LONGEST_WAIT_SECONDS, 2**task.request.retries)) from error


@shared_task(name="checkout.tasks.judge_forgotten")
def judge_forgotten() -> None:
    """Judge orders whose message was lost or whose check failed."""
    review.judge_forgotten(now=timezone.now())


@shared_task(name="checkout.tasks.release_unpaid")
def release_unpaid() -> None:
    """Put stock back on sale that nobody paid for."""
    now = timezone.now()
    release.release_unpaid(now=now)
    release.release_over_cap(now=now)


@shared_task(name="checkout.tasks.reconcile_payments")
def reconcile_payments() -> None:
    """Find payments whose end nobody told us, and finish refunds."""
    money.reconcile(now=timezone.now())


@shared_task(name="checkout.tasks.expire_carts")
def expire_carts() -> None:
    """Delete carts nobody has touched for a month."""
    cart.expire(now=timezone.now())


@shared_task(name="checkout.tasks.erase_due")
def erase_due() -> None:
    """Erase orders of people who asked to be forgotten, once they are done; cut visits out of all old ones."""
    now = timezone.now()
    erasure.erase_due(now=now)
    expiry.cut_visits(now=now)


def _mail(task: "Task[Any, Any]", message_id: int, send: Callable[[int], None], order_id: int) -> None:
    try:
        outbox.once(message_id, task.name, lambda: send(order_id), now=timezone.now())
    except OSError as error:
        raise task.retry(exc=error, countdown=min(LONGEST_WAIT_SECONDS, 2**task.request.retries)) from error
