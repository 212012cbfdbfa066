"""What orders' outcomes teach: a good one, a bad one, or nothing yet, and since when."""

from datetime import UTC, datetime, timedelta

import pytest

from antifraud.engine.outcome import Label, Outcome, label_of

PLACED = datetime(2026, 1, 1, tzinfo=UTC)
NOW = PLACED + timedelta(days=60)


def day(number: int) -> datetime:
    return PLACED + timedelta(days=number)


ROWS: dict[str, tuple[list[tuple[str, int]], tuple[bool, int] | None]] = {
    "nothing is known of it": ([], None),
    "delivered a month ago and kept since": ([("delivered", 5)], (False, 35)),
    "delivered last week: too recent": ([("delivered", 55)], None),
    "kept, as somebody said": ([("delivered", 5), ("kept", 35)], (False, 35)),
    "kept, in a file that knows no delivery": ([("kept", 9)], (False, 9)),
    "the parcel was refused": ([("refused", 6)], (True, 6)),
    "a chargeback after a month of quiet": ([("delivered", 5), ("kept", 35), ("chargeback", 50)], (True, 50)),
    "no good word undoes a chargeback": ([("chargeback", 9), ("genuine", 10), ("delivered", 12)], (True, 9)),
    "staff's word of fraud": ([("fraud", 1)], (True, 1)),
    "staff took their word back, and the parcel was kept": (
        [("fraud", 1), ("genuine", 2), ("delivered", 5)],
        (False, 35),
    ),
    "staff took their word back, and nothing came of it yet": ([("fraud", 1), ("genuine", 2)], None),
    "the transfer never came": ([("unpaid", 8)], (True, 8)),
    "the transfer came late, and the parcel was kept": ([("unpaid", 8), ("delivered", 12)], (False, 42)),
    "staff cleared it, and that is no end": ([("genuine", 1)], None),
    "the shopper confirmed it, and that is no end": ([("confirmed", 1)], None),
    "confirmed and still refused": ([("confirmed", 1), ("refused", 7)], (True, 7)),
    "delivered before staff called it fraud": ([("delivered", 2), ("fraud", 20)], (True, 20)),
    "what becomes known tomorrow is not known": ([("chargeback", 61)], None),
    "words in any order mean the same": ([("delivered", 12), ("unpaid", 8)], (False, 42)),
}


@pytest.mark.parametrize(("said", "expected"), ROWS.values(), ids=ROWS.keys())
def test_label(said: list[tuple[str, int]], expected: tuple[bool, int] | None) -> None:
    label = label_of([(Outcome(word), day(number)) for word, number in said], now=NOW)
    assert label == (Label(is_bad=expected[0], known_at=day(expected[1])) if expected else None)
