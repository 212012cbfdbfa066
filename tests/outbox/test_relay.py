"""The relay between the outbox and the workers: nobody is skipped, nothing is lost when it dies, work is done once."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
import redis
from django.db import connection, transaction
from pytest_django import Settings

from outbox.actions import once, publish, relay
from outbox.models import Message, Receipt
from settings.celery import app
from tests.outbox.crowd import NOON, all_at_once

ROOT = Path(__file__).resolve().parents[2]
ROUTES = {"lamp-lit": ("lamp.tasks.count",), "lamp-broken": ("lamp.tasks.mend", "lamp.tasks.tell")}


@pytest.fixture
def queue(valkey: redis.Redis) -> "Queue":
    """Return the workers' queue, empty."""
    return Queue(valkey)


class Queue:
    """What the workers would take next."""

    def __init__(self, valkey: redis.Redis) -> None:
        self.valkey = valkey

    def waiting(self) -> list[tuple[str, int]]:
        """Return task and message number of everything that waits, oldest first."""
        raw = self.valkey.lrange(app.conf.task_default_queue, 0, -1)
        headers = [json.loads(message)["headers"] for message in reversed(raw)]
        return [(each["task"], int(each["argsrepr"].strip("[").split(",")[0])) for each in headers]


@pytest.fixture
def lamps(settings: Settings) -> None:
    """Wire two topics of a lamp."""
    settings.OUTBOX_ROUTES = ROUTES


def tell(topic: str, count: int = 1) -> list[int]:
    """Publish messages and return their numbers."""
    with transaction.atomic():
        for number in range(count):
            publish(topic, {"lamp": number}, now=NOON)
    return list(Message.objects.filter(topic=topic).order_by("pk").values_list("pk", flat=True))


@pytest.mark.django_db
@pytest.mark.usefixtures("lamps")
def test_messages_go_to_every_task_of_their_topic_oldest_first(queue: Queue) -> None:
    (broken,) = tell("lamp-broken")
    first, second = tell("lamp-lit", 2)
    assert relay(now=NOON) == 3
    assert queue.waiting() == [
        ("lamp.tasks.mend", broken),
        ("lamp.tasks.tell", broken),
        ("lamp.tasks.count", first),
        ("lamp.tasks.count", second),
    ]
    assert relay(now=NOON) == 0
    assert set(Message.objects.values_list("relayed_at", flat=True)) == {NOON}


@pytest.mark.django_db
@pytest.mark.usefixtures("lamps")
def test_a_batch_takes_no_more_than_it_may(queue: Queue) -> None:
    numbers = tell("lamp-lit", 5)
    assert [relay(now=NOON, most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert [number for _, number in queue.waiting()] == numbers


@pytest.mark.django_db
def test_a_topic_that_lost_its_route_waits_and_holds_up_nobody(queue: Queue, settings: Settings) -> None:
    settings.OUTBOX_ROUTES = ROUTES
    (broken,) = tell("lamp-broken")
    (lit,) = tell("lamp-lit")
    settings.OUTBOX_ROUTES = {"lamp-lit": ROUTES["lamp-lit"]}
    assert relay(now=NOON) == 1
    assert queue.waiting() == [("lamp.tasks.count", lit)]
    settings.OUTBOX_ROUTES = ROUTES
    assert relay(now=NOON) == 1
    assert queue.waiting()[1:] == [("lamp.tasks.mend", broken), ("lamp.tasks.tell", broken)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("lamps")
def test_two_relays_share_the_work_and_hand_over_each_message_once(queue: Queue) -> None:
    numbers = tell("lamp-lit", 200)
    handed: list[int] = []

    def run() -> None:
        while count := relay(now=NOON, most=7):
            handed.append(count)

    all_at_once([run] * 4)
    assert Counter(number for _, number in queue.waiting()) == Counter(numbers)
    assert sum(handed) == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("lamps")
def test_without_locks_relays_hand_over_the_same_message() -> None:
    """Control: the relays above do meet."""
    tell("lamp-lit", 1)
    taken: list[int] = []
    have_read = threading.Barrier(4)

    def run_unlocked() -> None:
        with transaction.atomic():
            waiting = list(Message.objects.filter(relayed_at=None))
            have_read.wait()
            taken.extend(message.pk for message in waiting)
            Message.objects.filter(pk__in=[message.pk for message in waiting]).update(relayed_at=NOON)

    all_at_once([run_unlocked] * 4)
    assert len(taken) == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("lamps")
def test_a_relay_passes_by_what_another_holds(queue: Queue) -> None:
    held, free = tell("lamp-lit", 2)
    passed: list[int] = []

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")  # waiting is a failure, not a hang
        passed.append(relay(now=NOON))

    with transaction.atomic():
        Message.objects.select_for_update().get(pk=held)
        all_at_once([run])
    assert passed == [1]
    assert queue.waiting() == [("lamp.tasks.count", free)]
    assert relay(now=NOON) == 1


def run_relay(database_url: str, *, crash_at: str = "") -> subprocess.CompletedProcess[str]:
    """Run the relay's command once, as its own process, as production does."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "relay_outbox", "--once"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url, "CRASH_AT": crash_at},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_relay_killed_before_its_commit_hands_over_again_and_work_is_done_once(
    live_database: str, queue: Queue
) -> None:
    (number,) = tell("mail")
    killed = run_relay(live_database, crash_at="relay-after-publish")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert queue.waiting() == [("accounts.tasks.send_mail", number)]
    assert Message.objects.get(pk=number).relayed_at is None

    again = run_relay(live_database)
    assert again.returncode == 0, again.stderr
    assert queue.waiting() == [("accounts.tasks.send_mail", number)] * 2
    assert Message.objects.get(pk=number).relayed_at is not None

    sent: list[str] = []
    done = [once(pk, task, lambda: sent.append("mail"), now=NOON) for task, pk in queue.waiting()]
    assert (done, sent) == ([True, False], ["mail"])
    assert Receipt.objects.count() == 1


def test_a_relay_without_a_broker_keeps_everything(
    live_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = tell("mail")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    failed = run_relay(live_database)
    assert failed.returncode == 1
    assert "relay-waits" in failed.stderr
    assert Message.objects.get(pk=number).relayed_at is None
