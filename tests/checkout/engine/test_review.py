"""Codes of decisions, and how long an order in review can wait."""

from datetime import UTC, datetime, timedelta

import pytest

from checkout.engine.review import BY_NAME, CODES, deadline, snoozed_until

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_every_code_has_one_meaning() -> None:
    assert len(BY_NAME) == len(CODES)
    assert {code.verdict: code.outcome for code in CODES if code.outcome} == {
        "clear": "genuine",
        "reject": "fraud",
    }
    assert BY_NAME["refused-parcel"].outcome == ""


@pytest.mark.parametrize(
    ("release", "authorised", "at", "then"),
    [
        pytest.param(None, None, NOW + DAY, "the shop's aim for a review is missed", id="nothing else ends"),
        pytest.param(NOW + 3 * HOUR, None, NOW + 3 * HOUR, "it is closed unpaid", id="the transfer's time"),
        pytest.param(NOW + 9 * DAY, None, NOW + DAY, "the shop's aim for a review is missed", id="later"),
        pytest.param(
            None, NOW - 6.5 * DAY, NOW + 12 * HOUR, "the card's authorisation ends", id="an old authorisation"
        ),
    ],
)
def test_what_ends_first(
    release: datetime | None, authorised: datetime | None, at: datetime, then: str
) -> None:
    found = deadline(
        held_at=NOW, release_at=release, authorised_at=authorised, aim=DAY, authorisation_lasts=7 * DAY
    )
    assert (found.at, found.then) == (at, then)


@pytest.mark.parametrize(
    ("ends_at", "until"),
    [
        pytest.param(None, NOW + 4 * HOUR, id="nothing ends"),
        pytest.param(NOW + 9 * HOUR, NOW + 4 * HOUR, id="it ends later"),
        pytest.param(NOW + 3 * HOUR, NOW + 2 * HOUR, id="back an hour before the end"),
        pytest.param(NOW + HOUR / 2, NOW, id="too late to put it aside"),
    ],
)
def test_it_is_back_before_its_time_is_up(ends_at: datetime | None, until: datetime) -> None:
    assert snoozed_until(4 * HOUR, ends_at=ends_at, now=NOW) == until
