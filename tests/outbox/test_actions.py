"""Publishing belongs to its transaction; receipts make work happen once; old messages go."""

import threading
from datetime import timedelta

import psycopg
import pytest
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from pytest_django import Settings

from accounts.models import User
from outbox.actions import UnknownTopic, expire, once, publish
from outbox.models import Message, Receipt
from tests.outbox.crowd import NOON, all_at_once


@pytest.fixture(autouse=True)
def _lamps(settings: Settings) -> None:
    settings.OUTBOX_ROUTES = {"lamp-lit": ("lamp.tasks.count",)}


def message() -> int:
    """Return a new message's number."""
    return Message.objects.create(topic="lamp-lit", payload={}, created_at=NOON).pk


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_published() -> None:
    with pytest.raises(RuntimeError, match="belongs into the transaction"):
        publish("lamp-lit", {}, now=NOON)
    assert Message.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_published() -> None:
    def publish_and_break() -> None:
        with transaction.atomic():
            publish("lamp-lit", {}, now=NOON)
            assert Message.objects.count() == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        publish_and_break()
    assert Message.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_is_published_and_wakes_the_relay() -> None:
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as listener:
        listener.execute("LISTEN outbox")
        with transaction.atomic():
            publish("lamp-lit", {"lamp": 7}, now=NOON)
            assert list(listener.notifies(timeout=0)) == [], "nobody hears of it before the commit"
        assert [each.channel for each in listener.notifies(timeout=5, stop_after=1)] == ["outbox"]
    row = Message.objects.get()
    assert (row.topic, row.payload, row.created_at, row.relayed_at) == ("lamp-lit", {"lamp": 7}, NOON, None)


@pytest.mark.django_db
def test_an_unknown_topic_is_loud() -> None:
    with pytest.raises(UnknownTopic, match="lamp-list"):
        publish("lamp-list", {}, now=NOON)
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_work_is_done_once_a_handler() -> None:
    number, done = message(), []
    assert once(number, "count", lambda: done.append("count"), now=NOON)
    assert not once(number, "count", lambda: done.append("count"), now=NOON)
    assert once(number, "tell", lambda: done.append("tell"), now=NOON)
    assert done == ["count", "tell"]


@pytest.mark.django_db(transaction=True)
def test_work_that_failed_left_no_receipt_and_is_done_the_next_time() -> None:
    number, done = message(), []
    with pytest.raises(ZeroDivisionError):
        once(number, "count", lambda: done.append(1 // 0), now=NOON)
    assert (done, Receipt.objects.count()) == ([], 0)
    assert once(number, "count", lambda: done.append(1), now=NOON)
    assert done == [1]


@pytest.mark.django_db(transaction=True)
def test_many_workers_with_one_message_do_the_work_once() -> None:
    number, answers = message(), []
    all_at_once(
        [lambda: answers.append(once(number, "count", lambda: _light(number), now=NOON)) for _ in range(12)]
    )
    assert sorted(answers) == [False] * 11 + [True]
    assert Message.objects.get(pk=number).payload == {"lit": 1}


@pytest.mark.django_db(transaction=True)
def test_without_a_receipt_many_workers_do_it_many_times() -> None:
    """Control: the workers above do meet."""
    number, have_looked = message(), threading.Barrier(12)

    def work() -> None:
        was_done = Receipt.objects.filter(message_id=number, handler="count").exists()
        have_looked.wait()
        if not was_done:
            with transaction.atomic():
                _light(number)

    all_at_once([work] * 12)
    assert Message.objects.get(pk=number).payload == {"lit": 12}


def _light(number: int) -> None:
    row = Message.objects.select_for_update().get(pk=number)
    row.payload = {"lit": row.payload.get("lit", 0) + 1}
    row.save()


@pytest.mark.django_db
def test_the_database_itself_takes_one_receipt_a_handler() -> None:
    number = message()
    Receipt.objects.create(message_id=number, handler="count", done_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(message_id=number, handler="count", done_at=NOON)


@pytest.mark.django_db
def test_relayed_messages_go_after_a_week_and_waiting_ones_never() -> None:
    week = timedelta(days=7)
    waiting, relayed, fresh = message(), message(), message()
    Message.objects.filter(pk=relayed).update(relayed_at=NOON)
    Message.objects.filter(pk=fresh).update(relayed_at=NOON + timedelta(seconds=2))
    once(relayed, "count", lambda: None, now=NOON)
    assert expire(now=NOON + week) == 0
    assert expire(now=NOON + week + timedelta(seconds=1)) == 2, "the message and its receipt"
    assert sorted(Message.objects.values_list("pk", flat=True)) == [waiting, fresh]


@pytest.mark.django_db
def test_the_admin_shows_and_changes_nothing() -> None:
    page = admin.site.get_model_admin(Message)
    request = RequestFactory().get("/")
    request.user = User.objects.create_superuser("boss@shop.example", "not-needed-here")
    assert page.has_view_permission(request)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
