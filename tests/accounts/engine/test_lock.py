"""The sign-in lock's decision, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.engine import lock
from accounts.engine.lock import Counter, Granted, Limit, Refused

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SIX = Limit(tries=6, within=timedelta(hours=1), rest=timedelta(seconds=120))


def seconds(count: float) -> datetime:
    """Return a moment so many seconds from now."""
    return NOW + timedelta(seconds=count)


@pytest.mark.parametrize(
    ("counter", "expected"),
    [
        pytest.param(
            Counter(),
            Granted(counter=Counter(tries=1, window_ends_at=seconds(3600))),
            id="the first try opens a window",
        ),
        pytest.param(
            Counter(tries=4, window_ends_at=seconds(60)),
            Granted(counter=Counter(tries=5, window_ends_at=seconds(60))),
            id="the fifth try is counted in the same window",
        ),
        pytest.param(
            Counter(tries=5, window_ends_at=seconds(60)),
            Granted(counter=Counter(tries=6, window_ends_at=seconds(60), locked_until=seconds(120))),
            id="the sixth try is still checked and starts the rest",
        ),
        pytest.param(
            Counter(tries=6, window_ends_at=seconds(60), locked_until=seconds(120)),
            Refused(wait=120),
            id="the seventh try waits for the whole rest",
        ),
        pytest.param(
            Counter(tries=6, window_ends_at=seconds(60), locked_until=seconds(0.2)),
            Refused(wait=1),
            id="a fraction of a second is told as a whole one",
        ),
        pytest.param(
            Counter(tries=6, window_ends_at=seconds(-60), locked_until=seconds(30)),
            Refused(wait=30),
            id="a lock outlives its window",
        ),
        pytest.param(
            Counter(tries=6, window_ends_at=seconds(900), locked_until=seconds(0)),
            Granted(counter=Counter(tries=1, window_ends_at=seconds(3600))),
            id="after the rest counting starts anew",
        ),
        pytest.param(
            Counter(tries=5, window_ends_at=seconds(0)),
            Granted(counter=Counter(tries=1, window_ends_at=seconds(3600))),
            id="after a quiet window counting starts anew",
        ),
    ],
)
def test_take(counter: Counter, expected: Granted | Refused) -> None:
    assert lock.take(counter, limit=SIX, now=NOW) == expected


def test_tries_during_a_lock_never_prolong_it() -> None:
    counter = Counter()
    for _ in range(6):
        step = lock.take(counter, limit=SIX, now=NOW)
        assert isinstance(step, Granted)
        counter = step.counter
    waits = [lock.take(counter, limit=SIX, now=seconds(after)) for after in (0, 30, 60, 119)]
    assert waits == [Refused(wait=120), Refused(wait=90), Refused(wait=60), Refused(wait=1)]
    assert isinstance(lock.take(counter, limit=SIX, now=seconds(120)), Granted)


@pytest.mark.parametrize(
    ("counter", "expected"),
    [
        pytest.param(
            Counter(tries=3, window_ends_at=seconds(60)),
            Counter(tries=2, window_ends_at=seconds(60)),
            id="a right password takes only its own try back",
        ),
        pytest.param(
            Counter(tries=6, window_ends_at=seconds(60), locked_until=seconds(120)),
            Counter(tries=5, window_ends_at=seconds(60)),
            id="a right password as the last try opens the lock it started",
        ),
        pytest.param(Counter(), Counter(), id="an expired counter stays at nothing"),
    ],
)
def test_give_back(counter: Counter, expected: Counter) -> None:
    assert lock.give_back(counter, limit=SIX) == expected


def test_a_one_time_code_is_granted_once() -> None:
    first = lock.take(Counter(), limit=lock.ONCE, now=NOW)
    assert isinstance(first, Granted)
    assert lock.take(first.counter, limit=lock.ONCE, now=seconds(45)) == Refused(wait=45)
