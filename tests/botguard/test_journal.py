"""Traffic and decisions: noted on the way, folded into PostgreSQL, read by the back office, deleted in time."""

import json
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
import time_machine
from pytest_django import Settings

from botguard import actions, counters, queries
from botguard.actions.note import UnknownNote
from botguard.counters import store
from botguard.counters.journal import ENOUGH_EVENTS, Journal
from botguard.engine.decide import UNJUDGED
from botguard.engine.facts import History, RequestFacts
from botguard.engine.traffic import TrafficPoint
from botguard.engine.witness import Judged
from botguard.models import Appeal, Ban, Decision, FoldMark, RevokedKey, TrafficCount, Visit
from tests.botguard.visitors import person, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_shop")]
NOW = datetime(2026, 5, 28, 20, 26, 40, tzinfo=UTC)
HERE = ip_address("203.0.113.9")


def crawl(pages: int) -> None:
    client = program()
    for number in range(pages):
        client.get(f"/p/p-{number}/")


def test_every_request_is_counted_once_and_decisions_keep_their_reasons() -> None:
    with time_machine.travel(NOW, tick=False):
        for visitor in (person(), person(address="198.51.100.8")):
            visitor.get("/")
        crawl(40)
    # What the last request noted waits for the next one, or for the process's thread.
    counters.flush()
    assert actions.fold_events() > 0
    assert sum(TrafficCount.objects.values_list("count", flat=True)) == 42
    assert actions.fold_events() == 0
    shown = queries.recent_decisions(limit=50)
    assert shown
    for decision in shown:
        assert decision.address == "203.0.113.9"
        assert decision.points == decision.prior + sum(int(str(each["points"])) for each in decision.reasons)
    points = queries.traffic(NOW - timedelta(minutes=10), NOW + timedelta(minutes=10), timedelta(minutes=5))
    assert len(points) == 4
    assert sum(point.good + point.unknown + point.bad for point in points) == 42
    assert sum(point.bad for point in points) > 10


def test_a_flood_of_refusals_is_written_down_once_a_minute() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        crawl(200)
        clock.shift(61)
        crawl(5)
    counters.flush()
    actions.fold_events()
    assert Decision.objects.count() <= 8


def test_going_to_the_checkout_is_no_news() -> None:
    with time_machine.travel(NOW, tick=False):
        person().get("/checkout/")
    counters.flush()
    actions.fold_events()
    assert not Decision.objects.exists()
    assert set(TrafficCount.objects.values_list("standing", flat=True)) == {"good"}


def test_text_postgresql_cannot_hold_is_written_down_all_the_same() -> None:
    client = program(headers={"User-Agent": "Scrapy \0 \ud800"})
    with time_machine.travel(NOW, tick=False):
        for number in range(40):
            client.get(f"/p/p-{number}/")
    counters.flush()
    actions.fold_events()
    assert Decision.objects.exists()


def test_with_the_store_away_nothing_is_lost_until_it_returns(settings: Settings) -> None:
    there = settings.REDIS_URL
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with time_machine.travel(NOW, tick=False):
        for _ in range(5):
            person().get("/")
    assert actions.fold_events() == 0
    settings.REDIS_URL = there
    store.breaker.succeeded()
    counters.flush()
    actions.fold_events()
    assert sum(TrafficCount.objects.values_list("count", flat=True)) == 5


def test_what_was_folded_before_is_not_counted_again() -> None:
    with time_machine.travel(NOW, tick=False):
        person().get("/")
    counters.flush()
    entries = store.client().xrange(store.EVENTS)
    assert actions.fold_events() == 1
    # A fold that died before it trimmed the stream leaves the batches there, behind its mark.
    store.client().delete(store.EVENTS)
    for number, entry in entries:
        store.client().xadd(store.EVENTS, entry, id=number)
    assert actions.fold_events() == 0
    assert TrafficCount.objects.get().count == 1
    assert Visit.objects.get().requests == 1


def test_control_without_its_mark_a_fold_counts_again() -> None:
    with time_machine.travel(NOW, tick=False):
        person().get("/")
    counters.flush()
    ((number, entry),) = store.client().xrange(store.EVENTS)
    actions.fold_events()
    FoldMark.objects.all().delete()
    store.client().delete(store.EVENTS)
    store.client().xadd(store.EVENTS, entry, id=number)
    actions.fold_events()
    assert TrafficCount.objects.get().count == 2


def test_a_history_is_imported_and_read_back() -> None:
    points = [
        TrafficPoint(at=NOW.replace(second=0) - timedelta(minutes=n), good=5, unknown=2, bad=n)
        for n in range(60)
    ]
    actions.import_traffic(points)
    actions.import_traffic(points)
    (read,) = queries.traffic(NOW - timedelta(hours=2), NOW, timedelta(hours=2))
    assert (read.good, read.unknown, read.bad) == (300, 120, sum(range(60)))


def test_bans_double_up_to_a_week_and_can_be_lifted() -> None:
    lengths = [
        (each.expires_at - each.created_at)
        for each in (actions.ban(HERE, reason_code="trap-hit", now=NOW) for _ in range(13))
    ]
    assert lengths[:3] == [timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=40)]
    assert lengths[-1] == timedelta(days=7)
    newest = queries.recent_bans(limit=1)[0]
    lifted = actions.lift(newest.id, now=NOW)
    assert lifted is not None
    assert lifted.lifted_at == NOW
    assert actions.lift(newest.id, now=NOW) is None


def test_lifting_a_ban_opens_the_door_at_once() -> None:
    now = datetime.now(UTC)
    ban = actions.ban(HERE, reason_code="trap-hit", now=now)
    assert program().get("/").status_code == 403
    actions.lift(ban.pk, now=now)
    assert program().get("/").status_code == 200


def test_what_is_over_is_deleted_and_what_is_not_stays() -> None:
    for age in (1, 200):
        then = NOW - timedelta(days=age)
        Ban.objects.create(
            network="203.0.113.9/32", reason_code="x", created_at=then, expires_at=then + timedelta(hours=1)
        )
        RevokedKey.objects.create(
            key_id=str(age), reason_code="x", created_at=then, expires_at=then + timedelta(days=2)
        )
        Appeal.objects.create(created_at=then, address="203.0.113.9", message="hello")
        TrafficCount.objects.create(minute=then, room="browse", standing="good", action="allow", count=1)
        Decision.objects.create(
            at=then,
            address="203.0.113.9",
            room="browse",
            path="/",
            action="refuse",
            is_enforced=True,
            prior=0,
            points=0,
            reasons=[],
        )
    actions.expire(now=NOW)
    assert [model.objects.count() for model in (Ban, RevokedKey, Appeal, TrafficCount, Decision)] == [1] * 5


def test_old_minutes_add_up_to_hours_and_nothing_is_lost() -> None:
    hour = NOW.replace(minute=0, second=0, microsecond=0) - timedelta(days=3)
    for minute, count in ((0, 5), (1, 7), (59, 2), (60, 1)):
        TrafficCount.objects.create(
            minute=hour + timedelta(minutes=minute), room="cart", standing="good", action="allow", count=count
        )
    recent = NOW.replace(second=0, microsecond=0)
    TrafficCount.objects.create(minute=recent, room="cart", standing="good", action="allow", count=3)
    for _ in range(2):
        actions.expire(now=NOW)
        assert list(TrafficCount.objects.order_by("minute").values_list("minute", "count")) == [
            (hour, 14),
            (hour + timedelta(hours=1), 1),
            (recent, 3),
        ]


def test_what_points_at_a_person_is_cleared_after_a_week() -> None:
    with time_machine.travel(NOW, tick=False):
        client = person()
        client.get("/")
        client.get("/p/lamp/")
    counters.flush()
    actions.fold_events()
    assert sorted(Visit.objects.values_list("has_key", "requests")) == [(False, 1), (True, 1)]
    actions.expire(now=NOW + timedelta(days=6))
    assert Visit.objects.filter(address="198.51.100.7").count() == 2
    actions.expire(now=NOW + timedelta(days=8))
    kept = Visit.objects.get()
    assert (kept.has_key, kept.address, kept.agent, kept.languages, kept.steps) == (True, None, "", "", [])
    assert (kept.requests, kept.network) == (1, "198.51.100.0/24")
    actions.expire(now=NOW + timedelta(days=91))
    assert not Visit.objects.exists()


def test_a_trail_tells_every_step_of_a_person_and_the_number_of_a_robots() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = person()
        for path in ("/", "/p/lamp/", "/cart/"):
            client.get(path)
            clock.shift(7)
        crawl(60)
    counters.flush()
    actions.fold_events()
    mine = queries.visit(client.cookies["key"].value and Visit.objects.get(pages=2).visitor)
    assert mine is not None
    assert [(step.path, step.room, step.gap_seconds) for step in mine.steps] == [
        ("/cart/", "cart", 7.0),
        ("/p/lamp/", "browse", None),
    ]
    robot = Visit.objects.get(address="203.0.113.9", has_key=True)
    assert robot.requests == 59
    assert robot.worst_action == "refuse"
    # Twenty in ten seconds, and then only what was answered otherwise than before.
    assert 20 < len(robot.steps) < 25
    assert robot.steps[-1]["action"] == "refuse"


def test_an_address_that_rested_for_a_day_begins_anew() -> None:
    for days in (0, 2):
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            person().get("/")
        counters.flush()
        actions.fold_events()
    assert Visit.objects.get().requests == 1
    assert Visit.objects.get().first_at == NOW + timedelta(days=2)


def test_a_batch_waits_for_a_second_or_for_enough_events() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        person().get("/")
        person().get("/")
        before = store.client().xlen(store.EVENTS)
        for number in range(10):
            person(address=f"198.51.100.{number}").get("/")
        assert store.client().xlen(store.EVENTS) == before
        clock.shift(1)
        person().get("/")
        assert store.client().xlen(store.EVENTS) == before + 1
        for number in range(45):
            person(address=f"198.51.100.{number}").get("/")
        assert store.client().xlen(store.EVENTS) == before + 2


def test_an_appeal_is_kept_three_times_a_day() -> None:
    client = person()
    sent = [client.post("/guard/appeal/", {"message": "I only wanted a lamp."}).status_code for _ in range(4)]
    assert sent == [303, 303, 303, 429]
    assert Appeal.objects.count() == queries.open_appeals() == 3
    assert client.post("/guard/appeal/", {"message": ""}).status_code == 400
    assert client.post("/guard/appeal/", {"message": "\0"}).status_code == 400


def test_a_filled_decoy_weighs_from_the_next_request_on() -> None:
    client = person()
    client.get("/")
    assert client.get("/").wsgi_request.guard.visit.codes == ()
    assert actions.note(client.get("/").wsgi_request.guard, "decoy-field")
    after = client.get("/").wsgi_request.guard
    assert (after.visit.codes, after.action) == (("decoy-field",), "allow")
    with pytest.raises(UnknownNote):
        actions.note(after, "mood")


def test_the_files_dates_are_told() -> None:
    files = {file.name: file for file in queries.geo_files(now=NOW)}
    assert set(files) == {"country.mmdb", "asn.mmdb", "iporigin"}
    assert all(file.date is not None and file.age_days is not None for file in files.values())


def judged(path: str = "/", *, at: float = NOW.timestamp()) -> Judged:
    facts = RequestFacts(address=HERE, room="browse", method="GET", path=path)
    return Judged(facts, History(pages=1), UNJUDGED, True, at)


def test_what_came_back_is_not_carried_by_every_request_until_the_store_returns() -> None:
    journal, now = Journal(), NOW.timestamp()
    for _ in range(ENOUGH_EVENTS):
        journal.note(judged())
    journal.put_back(journal.take(now=now))
    tries = 0
    for number in range(100):
        journal.note(judged(at=now + number / 10))
        if taken := journal.take(now=now + number / 10):
            tries += 1
            journal.put_back(taken)
    assert tries == 9
    (text,) = journal.take()
    assert sum(json.loads(text)["counts"].values()) == ENOUGH_EVENTS + 100


def test_a_request_that_cannot_be_put_into_words_costs_no_other_its_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    journal = Journal()
    for each in (judged("/a"), judged(path=None), judged("/b")):  # type: ignore[arg-type] # that is the point
        journal.note(each)
    (text,) = journal.take()
    assert [event[5] for event in json.loads(text)["events"]] == ["/a", "/b"]
    assert "guard-journal-broken" in caplog.text
