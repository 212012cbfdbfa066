"""Ask for a backtest, and run it where nobody waits for it."""

from datetime import datetime, timedelta

from django.db import transaction

from antifraud.engine.backtest import result_to_json
from antifraud.engine.rule import read_rule
from antifraud.models import Backtest
from antifraud.queries.backtest import backtest
from outbox import actions as outbox

TOPIC = "backtest-asked"
KEPT = timedelta(days=90)


def ask_backtest(
    text: str, *, days: int, rule_id: int | None, author_id: int | None, now: datetime
) -> Backtest:
    """Ask for a backtest over the last days; a worker runs it.

    :raises UnusableRule: when the rule is not sound
    """
    read_rule(text)
    with transaction.atomic():
        asked = Backtest.objects.create(
            text=text, days=days, rule_id=rule_id, author_id=author_id, asked_at=now
        )
        outbox.publish(TOPIC, {"backtest": asked.pk}, now=now)
    return asked


def run_backtest(backtest_id: int, *, now: datetime) -> None:
    """Run a backtest that was asked for and keep what it found; one that has finished is left alone."""
    asked = Backtest.objects.filter(pk=backtest_id, finished_at=None).first()
    if asked is None:
        return
    found = backtest(
        asked.text,
        since=asked.asked_at - timedelta(days=asked.days),
        now=asked.asked_at,
        except_rule=asked.rule_id,
        progress=lambda done, total: _tell(backtest_id, done=done, total=total),
    )
    Backtest.objects.filter(pk=backtest_id).update(finished_at=now, result=result_to_json(found))


def forget_backtests(*, now: datetime) -> int:
    """Delete backtests after ninety days, and return how many."""
    return Backtest.objects.filter(asked_at__lt=now - KEPT).delete()[0]


def _tell(backtest_id: int, *, done: int, total: int) -> None:
    # Committed at once: whoever looks at the page sees it move.
    Backtest.objects.filter(pk=backtest_id).update(done=done, total=total)
