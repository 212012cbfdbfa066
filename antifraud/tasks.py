"""What Celery calls."""

from celery import shared_task
from django.utils import timezone

from antifraud import actions
from antifraud.actions import backtest


@shared_task(name="antifraud.tasks.expire")
def expire() -> None:
    """Let list entries end and evidence lose what is personal."""
    actions.expire(now=timezone.now())


@shared_task(name="antifraud.tasks.tell_pause")
def tell_pause() -> None:
    """Tell the shop when silent cancelling has paused itself."""
    actions.tell_pause(now=timezone.now())


@shared_task(name="antifraud.tasks.tell_week")
def tell_week() -> None:
    """Tell the shop what silent cancelling did in the week that has ended."""
    actions.tell_week(now=timezone.now())


@shared_task(name="antifraud.tasks.mature")
def mature() -> None:
    """Note what was delivered a month ago, and is heard of no more, as kept."""
    actions.mature(now=timezone.now())


@shared_task(name="antifraud.tasks.run_backtest")
def run_backtest(message_id: int, payload: dict[str, int]) -> None:
    """Run a backtest that somebody asked for; one that has finished is left alone, so no receipt is kept."""
    backtest.run_backtest(payload["backtest"], now=timezone.now())
