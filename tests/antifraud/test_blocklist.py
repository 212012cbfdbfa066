"""Putting things on the lists: reports by line, all or nothing, one live entry a thing; and reading them back."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from antifraud import queries
from antifraud.actions import BlockReport, assess, block, record_outcome, unblock
from antifraud.engine.listing import PasteTooLong
from antifraud.engine.subject import UnusableValue
from antifraud.models import ListEntry
from tests.antifraud.orders import NOON, order

MONTH = NOON + timedelta(days=30)


def add(values: str | list[str], **changes: object) -> BlockReport:
    options = {"reason": "fake orders", "author_id": None, "expires_at": MONTH, "now": NOON} | changes
    return block(values, **options)  # type: ignore[arg-type]


PASTE = """
8.8.8.8
8.8.8.8/24
::ffff:8.8.8.8
ana@example.com
"""


@pytest.mark.django_db
def test_one_wrong_line_and_nothing_is_saved() -> None:
    report = add(PASTE)
    assert not report.is_saved
    assert [(line.number, line.status, line.problem, line.warning) for line in report.lines] == [
        (2, "not-saved", "", ""),
        (3, "wrong", "8.8.8.8/24 has host bits set; did you mean 8.8.8.0/24?", ""),
        (4, "repeated", "", "The same as line 2."),
        (5, "not-saved", "", ""),
    ]
    assert ListEntry.objects.count() == 0


@pytest.mark.django_db
def test_the_good_lines_are_saved_when_asked() -> None:
    report = add(PASTE, is_partial=True)
    assert report.is_saved
    assert [line.status for line in report.lines] == ["added", "wrong", "repeated", "added"]
    assert [line.value for line in report.having("added")] == ["8.8.8.8", "ana@example.com"]
    assert set(ListEntry.objects.values_list("subject", "value")) == {
        ("address", "8.8.8.8"),
        ("email", "ana@example.com"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("paste", ["", "\n# only words\n", []], ids=["nothing", "comments", "an empty list"])
def test_nothing_to_add_adds_nothing(paste: str | list[str]) -> None:
    report = add(paste)
    assert (report.is_saved, report.lines) == (False, ())


@pytest.mark.django_db
def test_what_is_there_stays_and_lives_for_the_longer_wish() -> None:
    (first,) = add("8.8.8.8").lines
    (shorter,) = add("8.8.8.8", expires_at=NOON + timedelta(days=1), reason="another").lines
    (longer,) = add("8.8.8.8", expires_at=None).lines
    (known,) = add("8.8.8.8").lines
    assert [first.status, shorter.status, longer.status, known.status] == [
        "added",
        "known",
        "prolonged",
        "known",
    ]
    assert {first.entry_id, shorter.entry_id, longer.entry_id, known.entry_id} == {first.entry_id}
    entry = ListEntry.objects.get()
    assert (entry.expires_at, entry.reason) == (None, "fake orders")


@pytest.mark.django_db
def test_what_ran_out_but_was_not_swept_makes_room() -> None:
    add("8.8.8.8")
    (line,) = add("8.8.8.8", now=MONTH, expires_at=MONTH + timedelta(days=1)).lines
    assert line.status == "added"
    assert [row.is_live for row in queries.entries(now=MONTH)] == [True, False]


@pytest.mark.django_db
def test_blocking_and_allowing_are_two_lists() -> None:
    add("8.8.8.8")
    (line,) = add("8.8.8.8", effect="allow").lines
    assert line.status == "added"


@pytest.mark.django_db
def test_refusals_write_nothing() -> None:
    with pytest.raises(PasteTooLong):
        add("8.8.8.8\n" * 1_250_000)
    with pytest.raises(ValueError, match="must end after it begins"):
        add("8.8.8.8", expires_at=NOON)
    assert ListEntry.objects.count() == 0


@pytest.mark.django_db
def test_twenty_thousand_lines_take_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    paste = "\n".join(f"11.{number >> 8}.{number & 255}.1" for number in range(20_000))
    with django_assert_max_num_queries(18):
        assert len(add(paste).having("added")) == 20_000
    with django_assert_max_num_queries(8):
        assert len(add(paste).having("known")) == 20_000


@pytest.mark.django_db(transaction=True)
def test_people_who_add_the_same_at_once_add_it_once() -> None:
    start = threading.Barrier(6)
    statuses: Counter[str] = Counter()
    paste = [f"11.{number}.0.1" for number in range(200)]

    def press_save() -> None:
        connection.ensure_connection()
        start.wait()
        statuses.update(line.status for line in add(paste).lines)
        connections.close_all()

    threads = [threading.Thread(target=press_save) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == {"added": 200, "known": 1000}
    assert ListEntry.objects.count() == 200


@pytest.mark.django_db
def test_entries_are_found_and_told() -> None:
    ana = User.objects.create_user("ana@shop.example", "not-needed-here")
    add("8.8.8.8\nana@example.com", author_id=ana.pk)
    add("9.9.9.9", effect="allow", reason="our office")
    add("7.7.7.7", expires_at=NOON + timedelta(seconds=1))
    later = NOON + timedelta(hours=1)
    assert [entry.value for entry in queries.entries(now=later, is_live=True)] == [
        "9.9.9.9",
        "ana@example.com",
        "8.8.8.8",
    ]
    assert [entry.value for entry in queries.entries(now=later, is_live=False)] == ["7.7.7.7"]
    assert [entry.value for entry in queries.entries(now=later, effect="allow")] == ["9.9.9.9"]
    assert [entry.value for entry in queries.entries(now=later, subject="email")] == ["ana@example.com"]
    assert [entry.value for entry in queries.entries(now=later, search="OUR office\0\ud800")] == ["9.9.9.9"]
    assert [entry.value for entry in queries.entries(now=later, limit=1, offset=3)] == ["8.8.8.8"]
    assert queries.entry_count(now=later, is_live=True) == 3
    assert {entry.author for entry in queries.entries(now=later, subject="email")} == {"ana@shop.example"}
    ana.delete()
    assert queries.entry_count(now=later) == 4, "an entry outlives its author's account"


@pytest.mark.django_db
def test_the_list_of_entries_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ana = User.objects.create_user("ana@shop.example", "not-needed-here")
    add("\n".join(f"8.8.8.{number}" for number in range(9)), author_id=ana.pk)
    with django_assert_num_queries(1):
        assert len(queries.entries(now=NOON, limit=5)) == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "orders", "good"),
    [
        ("198.51.100.7", 3, 1),
        ("198.51.100.0/24", 4, 1),
        ("198.51.101.0/24", 0, 0),
        ("2001:db8:1:2::77", 1, 0),
        ("maria.ionescu+x@example.com", 5, 1),
        ("+40721234567", 5, 1),
        ("device:device-one", 5, 1),
        ("country:RO", 4, 1),
        ("AS64501", 1, 0),
    ],
)
def test_a_preview_counts_the_orders_it_would_have_hit(value: str, orders: int, good: int) -> None:
    assess(order("A"), now=NOON)
    assess(order("B"), now=NOON)
    assess(order("C", address_country="BG"), now=NOON)
    assess(order("D", address="198.51.100.255"), now=NOON)
    assess(order("E", address="2001:db8:1:2::1", address_asn=64_501), now=NOON)
    long_ago = NOON - timedelta(days=31)
    assess(order("OLD", placed_at=long_ago), now=long_ago)
    record_outcome("A", "delivered", now=NOON)
    record_outcome("B", "refused", now=NOON)
    seen = queries.preview(value, now=NOON + timedelta(hours=1))
    assert (seen.orders, seen.good) == (orders, good)


@pytest.mark.django_db
def test_a_preview_of_nonsense_says_so() -> None:
    with pytest.raises(UnusableValue, match="did you mean"):
        queries.preview("8.8.8.8/24", now=NOON)


@pytest.mark.django_db
def test_taking_off_says_what_was_taken_off() -> None:
    (line,) = add("8.8.8.8").lines
    assert line.entry_id is not None
    ended = unblock(line.entry_id, now=NOON + timedelta(hours=1))
    assert ended is not None
    assert (ended.value, ended.ended_at) == ("8.8.8.8", NOON + timedelta(hours=1))
    assert unblock(999_999, now=NOON) is None
