"""What the shop is told of silent cancelling: each week what it did, and at once when it paused itself."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from antifraud.actions import assess, block, record_outcome, tell_pause, tell_week
from antifraud.models import Notice
from outbox.models import Message
from tests.antifraud.orders import NOON, order

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(seconds=3)
MONDAY = datetime(2026, 3, 9, 0, 0, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _blocked() -> None:
    block("198.51.100.7", reason="fake orders", author_id=None, expires_at=None, now=NOON)


def mails() -> list[dict[str, str]]:
    return [each.payload for each in Message.objects.filter(topic="mail").order_by("pk")]


def test_a_week_is_told_once_when_it_is_over(settings: Settings) -> None:
    for number in range(7):
        assess(order(f"N{number}"), now=SOON)
    assess(order("N1"), now=SOON + timedelta(hours=1))
    assess(order("GOOD", address="198.51.100.8"), now=SOON)
    record_outcome("N0", "genuine", now=SOON + timedelta(days=1))
    assert tell_week(now=SOON + timedelta(days=1)) is False, "the week is not over"
    assert [tell_week(now=MONDAY), tell_week(now=MONDAY + timedelta(days=3))] == [True, False]
    (mail,) = mails()
    assert (mail["to"], mail["subject"]) == (
        settings.SHOP_EMAIL,
        "What the silent blocklist did in week 10",
    )
    assert mail["text"].splitlines()[:6] == [
        "The week from 2 March 2026:",
        "",
        "Orders cancelled silently: 5",
        "Orders that matched the blocklist and wait for a person instead: 2",
        "Orders it would have cancelled, but only observed: 0",
        "Cancelled orders that turned out to be good: 1",
    ]
    assert [line for line in mail["text"].splitlines() if line.startswith("  N")] == [
        f"  N{number}" for number in range(5)
    ]
    assert "GOOD" not in mail["text"]
    assert tell_week(now=MONDAY + timedelta(days=7)) is False, "nothing happened in the week after"
    assert Notice.objects.count() == 1


def test_what_is_only_observed_is_told_as_such(settings: Settings) -> None:
    settings.ANTIFRAUD_MODE = "observe"
    assess(order("N0"), now=SOON)
    assert tell_week(now=MONDAY) is True
    assert "Orders it would have cancelled, but only observed: 1" in mails()[0]["text"]
    assert tell_pause(now=SOON) is False


def test_a_pause_is_told_once_a_day() -> None:
    for number in range(4):
        assess(order(f"N{number}"), now=SOON)
    assert tell_pause(now=SOON) is False
    assess(order("N4"), now=SOON)
    assert [tell_pause(now=SOON), tell_pause(now=SOON + timedelta(hours=1))] == [True, False]
    (mail,) = mails()
    assert mail["subject"] == "Silent cancelling has paused itself"
    assert "it took 5 orders in 24 hours" in mail["text"]
    assert tell_pause(now=SOON + timedelta(days=1)) is False, "it goes on the day after"
