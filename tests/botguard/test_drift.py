"""Drift of stored visits: what is compared with what, which readings moved, and what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from botguard.engine.behavior import CODES
from botguard.models import LearnedCard, Visit
from botguard.queries.drift import drifts

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
FITTED_AT = NOW - timedelta(days=20)


def visits(number: int, *, days: float, pace: int = 5, **changes: object) -> None:
    at = NOW - timedelta(days=days)
    values: dict[str, object] = {
        "has_key": True,
        "first_at": at,
        "last_at": at,
        "network": "198.51.100.0/24",
        "agent_class": "browser",
        "standing": "unknown",
        "worst_action": "allow",
        "worst_points": 0,
        "points": 0,
        "pages": 20,
        "peaks": {"pages": 20, "pages_60": pace, "assets-seen": 1},
        **changes,
    }
    begin = Visit.objects.count()
    Visit.objects.bulk_create(Visit(visitor=f"{begin + place:032x}", **values) for place in range(number))


def words() -> dict[str, str]:
    return {each.code: each.word for each in drifts(now=NOW).readings}


def test_a_reading_that_moved_is_named_first_and_the_others_are_stable() -> None:
    visits(150, days=20)
    visits(60, days=2)
    visits(60, days=2, pace=40)
    found = drifts(now=NOW)
    assert (found.before, found.now, found.is_enough, found.is_of_card) == (150, 120, True, False)
    assert (found.readings[0].code, found.readings[0].word) == ("pace-minute", "changed")
    assert (found.readings[0].share_before, found.readings[0].share_now) == (100, 100)
    assert words() == {code: "changed" if code == "pace-minute" else "stable" for code in CODES}


def test_visits_without_styles_are_read_as_the_scorecard_reads_them() -> None:
    visits(100, days=20)
    visits(60, days=2)
    visits(20, days=2, peaks={"pages": 20, "pages_60": 5})
    visits(20, days=2, peaks={"pages": 20, "pages_60": 5}, agent_class="tool")
    bare = next(each for each in drifts(now=NOW).readings if each.code == "assets-none")
    assert (round(bare.share_before), round(bare.share_now), bare.word) == (0, 20, "changed")


@pytest.mark.parametrize("state", ["live", "challenger"])
def test_with_learned_weights_it_is_their_visits_that_count(state: str) -> None:
    LearnedCard.objects.create(
        created_at=FITTED_AT, since=FITTED_AT - timedelta(days=60), state=state, card="", bots=1, people=1,
        metrics={}, bins=[],
    )  # fmt: skip
    visits(100, days=40)
    visits(50, days=15)
    visits(100, days=1)
    found = drifts(now=NOW)
    assert (found.before, found.now, found.is_of_card) == (100, 100, True)
    assert found.until == FITTED_AT


@pytest.mark.parametrize(
    ("before", "now"), [(0, 0), (99, 500), (500, 99)], ids=["nobody", "too few then", "too few now"]
)
def test_too_few_visits_tell_nothing(before: int, now: int) -> None:
    visits(before, days=20)
    visits(now, days=1)
    found = drifts(now=NOW)
    assert (found.is_enough, found.readings) == (False, ())


def test_only_visits_that_could_be_learned_from_count() -> None:
    visits(5, days=1, has_key=False)
    visits(5, days=1, pages=2)
    visits(3, days=1)
    assert drifts(now=NOW).now == 3


def test_it_is_three_reads_however_many_signals_there_are() -> None:
    visits(150, days=20)
    visits(120, days=1)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        drifts(now=NOW)
    assert len(asked) == 3
