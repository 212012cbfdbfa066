"""What a list may come as: plain lines, lines with cells, CSV with headings; and where it is wrong."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antifraud.engine.listing import parse_list
from antifraud.engine.sheet import rows_of
from tests.antifraud.orders import NOON

READ = {
    "the first cell of a line counts": ("8.8.8.8,spam\n9.9.9.9;spam\n7.7.7.7\tspam", ["8.8.8.8", "9.9.9.9", "7.7.7.7"]),
    "a quoted cell": ('"8.8.8.8","spam"', ["8.8.8.8"]),
    "a delivery address keeps its commas": (
        "delivery:RO Strada Lunga 14, 500051 Brasov",
        ["RO strada lunga 14 500051 brasov"],
    ),
    "a byte order mark": ("\ufeff8.8.8.8", ["8.8.8.8"]),
    "CSV with headings": ("value,reason\n8.8.8.8,spam\n\n# a comment,\n9.9.9.9,", ["8.8.8.8", "9.9.9.9"]),
    "the value need not come first": ("Who;Value\nana;ana@example.com", ["ana@example.com"]),
    "tabs": ("note\tvalue\nx\t8.8.8.8", ["8.8.8.8"]),
    "quoted headings": ('"value","reason"\n"delivery:RO Strada Lunga 14, 500051 Brasov","x"',
        ["RO strada lunga 14 500051 brasov"]),
    "what was made safe for spreadsheets": ("value\n'+40721234567", ["+40721234567"]),
    "a row without the other cells": ("value,reason,ends\n8.8.8.8", ["8.8.8.8"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "values"), READ.values(), ids=READ)
def test_reads(text: str, values: list[str]) -> None:
    lines = parse_list(text)
    assert [line.problem for line in lines] == [""] * len(values)
    assert [line.value for line in lines] == values


WRONG = {
    "a range with host bits": (
        "8.8.8.8\n  8.8.8.8/24",
        (2, 3, "8.8.8.8/24 has host bits set; did you mean 8.8.8.0/24?"),
    ),
    "a character that cannot be printed": (
        " ana\x00@example.com",
        (1, 5, "The line holds a character that cannot be printed."),
    ),
    "a quote never closed": ('8.8.8.8\n"9.9.9.9', (2, 1, "A quote is not closed as CSV has it.")),
    "a wrong value in CSV": ("reason,value\nspam,bot", (2, 2, "bot is not an address or a CIDR range.")),
    "no value in CSV": ("reason,value\nspam,", (2, 2, "The row has no value.")),
    "a quote never closed in CSV": (
        'value,reason\n8.8.8.8,"spam\n9.9.9.9,spam\n7.7.7.7,spam',
        (2, 2, "A quote is not closed as CSV has it. The 2 lines after it were not read."),
    ),
    "letters after a closing quote": (
        'value,reason\n8.8.8.8,"spam"x',
        (2, 2, "A quote is not closed as CSV has it."),
    ),
    "a date as people write it": (
        "value,ends\n8.8.8.8,31.12.2026",
        (2, 2, "“31.12.2026” is no date as in 2026-12-31, nor “never”."),
    ),
    "a date gone by": ("value,ends\n8.8.8.8,2026-03-03", (2, 2, "“2026-03-03” is over already.")),
    "a row of the other list": (
        "value,list\n8.8.8.8,allow",
        (2, 2, "The row is for the list “allow”."),
    ),
    "a reason without end": (
        f"value,reason\n8.8.8.8,{'x' * 201}",
        (2, 2, "The reason is longer than 200 characters."),
    ),
    "a note without end": (f"value,note\n8.8.8.8,{'x' * 2001}", (2, 2, "The note is too long.")),
    "a cell longer than CSV may have": (
        f"value,note\n8.8.8.8,{'x' * 200_000}",
        (2, 1, "A quote is not closed as CSV has it."),
    ),
    "a NUL in a note": ("value,note\n8.8.8.8,a\x00b", (2, 2, "The note holds a character that cannot be printed.")),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG)
def test_says_where_it_is_wrong(text: str, expected: tuple[int, int, str]) -> None:
    wrong = [line for line in parse_list(text, effect="block", now=NOON) if line.problem]
    assert [(line.number, line.column, line.problem) for line in wrong] == [expected]


def test_a_row_says_more_than_its_value() -> None:
    first, second, third = parse_list(
        "list,value,reason,note,ends\n"
        'block,8.8.8.8,spam,"two\nlines",2026-12-31\n'
        "BLOCK,9.9.9.9,,,never\n"
        ",7.7.7.7,,,2026-12-31T10:00:00+02:00\n",
        effect="block",
        now=NOON,
    )
    assert (first.number, first.reason, first.note) == (2, "spam", "two\nlines")
    assert (first.ends_at, first.is_for_ever) == (datetime(2026, 12, 31, tzinfo=UTC), False)
    assert (second.number, second.ends_at, second.is_for_ever) == (4, None, True)
    assert third.ends_at == datetime(2026, 12, 31, 8, tzinfo=UTC)


@given(
    st.text(alphabet="\n\r\t\",;'ab#= \x00\u2028", max_size=60),
    st.sampled_from(["", "value\n", "note,value\n", "reason;value;ends\n"]),
)
def test_no_text_breaks_it_and_every_row_is_a_line_of_it(text: str, heading: str) -> None:
    pasted = heading + text
    for row in rows_of(pasted):
        assert 1 <= row.number <= len(pasted.splitlines())
        assert row.column >= 1
    assert all(bool(line.problem) != bool(line.value) for line in parse_list(pasted))
