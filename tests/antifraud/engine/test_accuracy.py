"""How right judgements were: counted by hand beside what the engine says."""

import pytest

from antifraud.engine.accuracy import Judged, accuracy_of


def judged(
    level: str, *, is_bad: bool | None, would: str = "", recommendation: str = "", amount: int = 100
) -> Judged:
    would = would or ("clear" if level == "green" else "hold")
    return Judged(
        level=level,
        would=would,
        recommendation=recommendation or would,
        amount_minor=amount,
        currency="EUR",
        is_bad=is_bad,
    )


PAST = (
    *[judged("red", is_bad=True)] * 3,
    judged("red", is_bad=False, amount=2_500),
    judged("amber", is_bad=True),
    *[judged("amber", is_bad=False, recommendation="clear")] * 2,
    judged("amber", is_bad=None),
    judged("green", is_bad=True),
    *[judged("green", is_bad=False)] * 17,
)


def test_levels_add_up() -> None:
    found = accuracy_of(PAST)
    assert (found.orders, found.bad, found.good) == (26, 5, 20)
    rows = {row.level: row for row in found.levels}
    assert {level: (row.orders, row.bad, row.good, row.unknown) for level, row in rows.items()} == {
        "red": (4, 3, 1, 0),
        "amber": (4, 1, 2, 1),
        "grey": (0, 0, 0, 0),
        "green": (18, 1, 17, 0),
    }
    assert [rows[level].recall for level in ("red", "amber", "grey", "green")] == [0.6, 0.8, 0.8, 1.0]
    red = rows["red"]
    assert red.precision == 0.75
    assert red.low is not None
    assert red.high is not None
    assert 0.3 < red.low < 0.75 < red.high < 1
    assert (rows["grey"].precision, rows["grey"].low) == (None, None)


def test_mistakes_are_counted_as_enforced_and_money_only_where_it_was_really_held() -> None:
    found = accuracy_of(PAST)
    assert (found.stopped_good, found.false_per_thousand) == (3, 150.0)
    assert found.missed_bad == 1
    assert (found.held_good, found.held_minor) == (1, (("EUR", 2_500),))


@pytest.mark.parametrize("past", [(), (judged("green", is_bad=None),)], ids=["no orders", "nothing known"])
def test_without_outcomes_there_are_no_shares(past: tuple[Judged, ...]) -> None:
    found = accuracy_of(past)
    assert found.false_per_thousand is None
    assert all(row.precision is None and row.recall is None for row in found.levels)
