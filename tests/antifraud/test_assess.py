"""Assessing against the database: what is written, counted once, and never changed."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from antifraud import queries
from antifraud.actions import assess, block, record_outcome, unblock
from antifraud.collect import is_disposable
from antifraud.models import Assessment, ListEntry, ListHit, OrderRecord
from tests.antifraud.orders import NOON, ORDINARY, order
from tests.outbox.crowd import all_at_once

SOON = NOON + timedelta(seconds=3)


def listed(value: str, **changes: object) -> int:
    """Put one value on the block list and return its entry's number."""
    options = {"reason": "fake orders", "author_id": None, "expires_at": None, "now": NOON} | changes
    (line,) = block(value, **options).lines  # type: ignore[arg-type]
    assert line.entry_id is not None
    return line.entry_id


@pytest.mark.django_db
def test_an_assessment_is_stored_as_it_was_said() -> None:
    said = assess(order(address_kind="tor", files="country 2026-06-25"), now=SOON)
    assert queries.latest(ORDINARY.reference) == said
    assert (said.level, said.total, said.prior) == ("green", -80, -170)
    assert [(each.code, each.points) for each in said.evidence] == [("ip-tor", 90)]
    assert said.facts == order(address_kind="tor", files="country 2026-06-25")
    assert set(said.versions) == {
        "policy",
        "signals",
        "disposable-email-domains",
        "rules",
        "lists",
        "files",
    }
    assert said.versions["files"] == "country 2026-06-25"
    assert said.mode == "enforce"
    assert said.duration_us > 0


@pytest.mark.django_db
def test_a_changed_list_is_another_version() -> None:
    before = assess(ORDINARY, now=SOON).versions["lists"]
    listed("203.0.113.9")
    after = assess(ORDINARY, now=SOON).versions["lists"]
    assert int(after) > int(before)


@pytest.mark.django_db
def test_assessing_again_adds_a_row_and_counts_nobody_twice() -> None:
    entry_id = listed("198.51.100.0/24")
    first, second = assess(ORDINARY, now=SOON), assess(ORDINARY, now=SOON)
    assert first.id < second.id
    assert replace(second, id=first.id, duration_us=first.duration_us) == first
    assert first.recommendation == "shadow-cancel"
    assert queries.history(ORDINARY.reference) == (second, first)
    assert OrderRecord.objects.count() == 1
    entry = queries.entry(entry_id, now=SOON)
    assert entry is not None
    assert (entry.hits, [hit.reference for hit in queries.hits(entry_id)]) == (1, [ORDINARY.reference])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    [
        "198.51.100.7",
        "198.0.0.0/8",
        "::ffff:198.51.100.7",
        "Maria.Ionescu+x@example.com",
        "+40 721 234 567",
        "device:device-one",
        "country:RO",
        "AS64500",
    ],
)
def test_every_subject_matches(value: str) -> None:
    entry_id = listed(value)
    said = assess(ORDINARY, now=SOON)
    assert [match.entry_id for match in said.matched] == [entry_id]
    assert said.recommendation == "shadow-cancel"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    ["198.51.100.8", "198.51.101.0/24", "ana@example.com", "country:BG", "AS64501", "device:another-one"],
)
def test_a_neighbour_does_not_match(value: str) -> None:
    entry_id = listed(value)
    assert assess(ORDINARY, now=SOON).matched == ()
    assert queries.hits(entry_id) == ()


@pytest.mark.django_db
def test_a_slash_64_is_one_subscriber() -> None:
    listed("2001:db8:1:2::1")
    assert assess(order("A", address="2001:db8:1:2:ffff::9"), now=SOON).level == "red"
    assert assess(order("B", address="2001:db8:1:3::1"), now=SOON).matched == ()


@pytest.mark.django_db
def test_an_entry_ends_when_its_time_is_over_and_when_it_is_taken_off() -> None:
    listed("198.51.100.7", expires_at=SOON)
    assert assess(ORDINARY, now=SOON - timedelta(microseconds=1)).level == "red"
    assert assess(ORDINARY, now=SOON).level == "green"
    entry_id = listed("198.51.100.7", now=SOON)
    assert assess(ORDINARY, now=SOON).level == "red"
    assert unblock(entry_id, now=SOON) is not None
    assert assess(ORDINARY, now=SOON).level == "green"
    assert unblock(entry_id, now=SOON) is None


@pytest.mark.django_db
def test_the_allow_list_wins() -> None:
    listed("198.51.100.7")
    listed("maria.ionescu@example.com", effect="allow")
    said = assess(ORDINARY, now=SOON)
    assert (said.level, said.recommendation, len(said.matched)) == ("green", "clear", 2)


@pytest.mark.django_db
def test_silent_cancelling_pauses_itself_and_starts_again_the_day_after() -> None:
    listed("198.51.100.7")
    said = [assess(order(f"N{number}"), now=SOON).recommendation for number in range(7)]
    assert said == ["shadow-cancel"] * 5 + ["hold"] * 2
    assert assess(order("N4"), now=SOON).recommendation == "shadow-cancel", "an order does not count itself"
    tomorrow = SOON + timedelta(hours=24)
    assert assess(order("N9", placed_at=tomorrow), now=tomorrow).recommendation == "shadow-cancel"


@pytest.mark.django_db
def test_observing_writes_what_it_would_have_done(settings: Settings) -> None:
    settings.ANTIFRAUD_MODE = "observe"
    entry_id = listed("198.51.100.7")
    said = assess(ORDINARY, now=SOON)
    assert (said.recommendation, said.would, said.mode) == ("clear", "shadow-cancel", "observe")
    assert len(queries.hits(entry_id)) == 1


@pytest.mark.django_db
def test_history_is_as_of_the_order_and_later_orders_change_nothing() -> None:
    for number in range(4):
        before = NOON - timedelta(minutes=10 * number + 1)
        assess(order(f"E{number}", placed_at=before, email=f"buyer{number}@example.com"), now=SOON)
    first = assess(ORDINARY, now=SOON)
    assert first.history.address is not None
    assert (first.history.address.orders_1h, first.history.address.buyers_24h) == (4, 4)
    record_outcome("E0", "refused", now=NOON + timedelta(days=2))
    for number in range(6):
        later = NOON + timedelta(minutes=number)
        assess(order(f"L{number}", placed_at=later, email=f"late{number}@example.com"), now=SOON)
    again = assess(ORDINARY, now=SOON + timedelta(days=3))
    assert again.history == first.history
    assert again.evidence == first.evidence
    after = assess(order("Z", placed_at=NOON + timedelta(days=3)), now=SOON + timedelta(days=3))
    assert after.history.phone_track is not None
    assert after.history.phone_track.refused == 1


@pytest.mark.django_db
def test_a_confirmed_fraud_is_bad_company() -> None:
    assess(order("BAD1", placed_at=NOON - timedelta(days=9), email="x@example.net", device="d2"), now=SOON)
    assert record_outcome("BAD1", "chargeback", now=NOON - timedelta(days=1))
    assert not record_outcome("BAD1", "chargeback", now=NOON), "told twice is known once"
    assert not record_outcome("NONE", "fraud", now=NOON), "an order without history has none to add to"
    with pytest.raises(ValueError, match="sunk"):
        record_outcome("BAD1", "sunk", now=NOON)
    said = assess(ORDINARY, now=SOON)
    assert ("link-bad", 108, "Shares a phone with bad order BAD1") in [
        (each.code, each.points, each.sentence) for each in said.evidence
    ]


@pytest.mark.django_db
def test_an_order_costs_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    assess(ORDINARY, now=SOON)
    with django_assert_max_num_queries(14):  # 9 to read, a savepoint, 2 to write
        assess(order("SECOND"), now=SOON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE antifraud_assessment SET level = 'green'",
        "UPDATE antifraud_assessment SET truncated_at = now(), evidence = '[]'",
        "UPDATE antifraud_assessment SET facts = '{}'",
        "DELETE FROM antifraud_assessment",
    ],
)
def test_the_database_refuses_to_change_an_assessment(statement: str) -> None:
    said = assess(order(address_kind="tor"), now=SOON)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert queries.latest(ORDINARY.reference) == said


@pytest.mark.django_db
def test_the_latest_of_many_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for reference in ("A", "B", "A"):
        assess(order(reference), now=SOON)
    with django_assert_num_queries(1):
        latest = queries.latest_of(["A", "B", "C"])
    assert sorted(latest) == ["A", "B"]
    assert latest["A"] == queries.latest("A")
    counted = queries.counts(since=NOON, until=NOON + timedelta(days=1))
    assert (counted.green, counted.red, counted.held) == (2, 0, 0)


@pytest.mark.django_db
def test_a_hit_counts_for_every_entry_an_order_meets() -> None:
    values = ["203.0.113.0/24", "203.0.113.0/28", "203.0.113.7"]
    report = block(values, reason="fakes", author_id=None, expires_at=None, now=NOON)
    for _ in range(2):
        view = assess(order("A", address="203.0.113.7"), now=NOON)
    assess(order("B", address="203.0.113.99"), now=NOON)
    rows = dict(ListEntry.objects.values_list("value", "hits"))
    assert [rows[value] for value in values] == [2, 1, 1]
    assert {match.entry_id for match in view.matched} == {line.entry_id for line in report.lines}
    # It is weighed once all the same.
    assert [row.code for row in view.evidence].count("ip-blocked") == 1


@pytest.mark.django_db(transaction=True)
def test_hits_are_exact_when_orders_are_judged_at_once() -> None:
    entries = [listed("198.51.100.7"), listed("198.51.100.0/24"), listed("country:RO")]
    # Every order twice, as a task that is delivered twice.
    references = [f"R{number % 8}" for number in range(16)]
    all_at_once([lambda reference=reference: assess(order(reference), now=SOON) for reference in references])
    assert list(ListEntry.objects.order_by("pk").values_list("hits", flat=True)) == [8, 8, 8]
    assert ListHit.objects.count() == 8 * len(entries)
    assert (OrderRecord.objects.count(), Assessment.objects.count()) == (8, 16)


@pytest.mark.django_db(transaction=True)
def test_reading_a_counter_before_writing_it_loses_hits() -> None:
    """Control: the threads above do meet."""
    entry_id, all_have_read = listed("198.51.100.7"), threading.Barrier(8)

    def count_naively() -> None:
        entry = ListEntry.objects.get(pk=entry_id)
        all_have_read.wait()
        entry.hits += 1
        entry.save()

    all_at_once([count_naively] * 8)
    assert ListEntry.objects.get().hits < 8


@pytest.mark.django_db
def test_nothing_is_written_when_judging_breaks() -> None:
    entry_id = listed("198.51.100.7")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE antifraud_assessment ADD CONSTRAINT closed CHECK (level = 'grey')")
    with pytest.raises(DatabaseError), transaction.atomic():
        assess(ORDINARY, now=SOON)
    assert (OrderRecord.objects.count(), queries.hits(entry_id)) == (0, ())


@pytest.mark.parametrize(
    ("email", "answer"),
    [
        ("x@mailinator.com", True),
        ("x@box.mailinator.com", True),
        ("x@example.com", False),
        ("", None),
    ],
    ids=["a listed domain", "below a listed domain", "an ordinary one", "none at all"],
)
def test_throw_away_domains(email: str, answer: bool | None) -> None:
    assert is_disposable(email) is answer
