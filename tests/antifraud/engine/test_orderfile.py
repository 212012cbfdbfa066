"""A merchant's file: what columns mean, what lines say, and what is wrong with them, by line and column."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from antifraud.engine.cell import reader_of
from antifraud.engine.orderfile import FIELDS, LineProblem, UnusableMap, header_of, order_map, past_orders
from antifraud.engine.outcome import Outcome
from antifraud.engine.past import PastOrder

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
HEADER = ["Order", "When", "Total", "Mail", "Paid by", "End"]
MAP = [
    "reference=Order",
    "placed_at=When",
    "amount=Total",
    "email=Mail",
    "payment_method=Paid by",
    "outcome=End",
]


def read(*lines: str) -> list[PastOrder | LineProblem]:
    return list(past_orders(lines, columns=order_map(HEADER, named=MAP), now=NOW))


def test_a_line_says_an_order_and_its_end() -> None:
    (found,) = read("1041,2026-02-01T08:30:00+02:00,1 234.50,Ana@X.example,cash-on-delivery,refused\n")
    assert isinstance(found, PastOrder)
    facts = found.facts
    assert (facts.reference, facts.placed_at) == ("1041", datetime(2026, 2, 1, 6, 30, tzinfo=UTC))
    assert (facts.amount_minor, facts.currency, facts.units) == (123_450, "EUR", 1)
    assert (facts.email, facts.payment_method, facts.is_offline) == (
        "Ana@X.example",
        "cash-on-delivery",
        True,
    )
    # The file does not say when: believed from the month's end on.
    assert (found.outcome, found.known_at) == (Outcome.REFUSED, facts.placed_at + timedelta(days=30))


ENDS = {
    "an outcome by its own name": ("chargeback", Outcome.CHARGEBACK),
    "the field's common words": ("legit", Outcome.KEPT),
    "true is bad": ("True", Outcome.FRAUD),
    "an empty one is not known": ("", None),
}


@pytest.mark.parametrize(("word", "outcome"), ENDS.values(), ids=ENDS.keys())
def test_outcomes(word: str, outcome: Outcome | None) -> None:
    (found,) = read(f"1,2026-02-01,1,,card,{word}\n")
    assert isinstance(found, PastOrder)
    assert (found.outcome, found.known_at is None) == (outcome, outcome is None)


WRONG = {
    "an amount with letters": ("1,2026-02-01,abc,,card,\n", 3, "no amount"),
    "an infinite amount": ("1,2026-02-01,Infinity,,card,\n", 3, "no amount"),
    "a negative amount": ("1,2026-02-01,-1,,card,\n", 3, "no amount"),
    "a time nobody can read": ("1,31/12/2025,1,,card,\n", 2, "no time"),
    "a time in the future": ("1,2026-03-05,1,,card,\n", 0, "in the future"),
    "a word that is no outcome": ("1,2026-02-01,1,,card,perhaps\n", 6, "no outcome"),
    "a cell too few": ("1,2026-02-01,1,,card\n", 0, "5 cells, the header has 6"),
    "no reference": (",2026-02-01,1,,card,\n", 0, "reference is empty"),
    "no amount": ("1,2026-02-01,,,card,\n", 0, "amount is empty"),
    "a byte that is not UTF-8": ("1,2026-02-01,1,a\ufffd@x.example,card,\n", 4, "not UTF-8"),
    "a NUL": ("1,2026-02-01,1,a\0@x.example,card,\n", 4, "not UTF-8"),
    "a reference no row can hold": (f"{'1' * 41},2026-02-01,1,,card,\n", 1, "at most 40"),
}


@pytest.mark.parametrize(("line", "column", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_line_is_told_by_line_and_column_and_the_next_is_read(
    line: str, column: int, words: str
) -> None:
    problem, good = read(line, "2,2026-02-01,1,,card,\n")
    assert isinstance(problem, LineProblem)
    assert (problem.line, problem.column) == (2, column)
    assert words in problem.sentence
    assert str(problem).startswith("line 2, ")
    assert isinstance(good, PastOrder)


def test_a_cell_that_never_ends_is_told_and_the_rest_is_read() -> None:
    problem, good = read(f'1,"{"x" * 200_000}\n', "2,2026-02-01,1,,card,\n")
    assert isinstance(problem, LineProblem)
    assert "field larger" in problem.sentence
    assert isinstance(good, PastOrder)


def test_line_numbers_count_lines_not_rows() -> None:
    _, problem = read('1,2026-02-01,1,"a\n', 'b",card,\n', "2,never,1,,card,\n")
    assert isinstance(problem, LineProblem)
    assert problem.line == 4


def test_a_huge_file_is_streamed() -> None:
    def endless() -> Iterator[str]:
        number = 0
        while True:
            number += 1
            yield f"{number},2026-02-01,1,,card,\n"

    found = past_orders(endless(), columns=order_map(HEADER, named=MAP), now=NOW)
    assert [next(found).facts.reference for _ in range(3)] == ["1", "2", "3"]  # type: ignore[union-attr]


MAPS = {
    "an unknown field, with the one that was meant": (["referense=Order"], [], "did you mean 'reference'?"),
    "an unknown column": (["reference=Ordr"], [], "no column 'Ordr'; did you mean 'Order'?"),
    "no equals sign": (["reference"], [], "write FIELD=VALUE"),
    "nothing says when": (["reference=Order"], ["amount=1"], "which column is placed_at"),
    "nothing says how much": (["reference=Order", "placed_at=When"], [], "which column is amount"),
}


@pytest.mark.parametrize(("named", "constants", "words"), MAPS.values(), ids=MAPS.keys())
def test_a_wrong_map_says_everything_that_is_wrong(
    named: list[str], constants: list[str], words: str
) -> None:
    with pytest.raises(UnusableMap) as told:
        order_map(HEADER, named=named, constants=constants)
    assert words in str(told.value)


def test_columns_called_like_fields_need_no_map_and_constants_hold_for_every_line() -> None:
    columns = order_map(
        ["placed_at", "address", "outcome"],
        constants=["amount=0", "currency=JPY"],
        good=["legit"],
        bad=["Nope"],
        numbers_lines=True,
    )
    (found,) = past_orders(["2026-02-01,::ffff:198.51.100.7,nope\n"], columns=columns, now=NOW)
    assert isinstance(found, PastOrder)
    assert (found.facts.reference, found.facts.address, found.facts.currency) == (
        "line-2",
        "198.51.100.7",
        "JPY",
    )
    assert found.outcome == Outcome.FRAUD


def test_yen_have_no_cents() -> None:
    columns = order_map(["reference", "placed_at", "amount", "currency"])
    (found,) = past_orders(["1,2026-02-01,1200,JPY\n"], columns=columns, now=NOW)
    assert isinstance(found, PastOrder)
    assert found.facts.amount_minor == 1200


def test_every_field_can_be_read() -> None:
    assert all(callable(reader_of(name)) for name in FIELDS if name != "outcome")


def test_an_empty_file_is_told() -> None:
    with pytest.raises(UnusableMap, match="empty"):
        header_of([])
