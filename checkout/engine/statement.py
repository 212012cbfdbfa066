"""Read a bank's list of incoming payments: what was paid, and which order's number its text names."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

MOST_LINES = 5_000
AMOUNT_NAMES = frozenset({"amount", "betrag", "credit", "montant", "importe", "importo", "umsatz"})
TEXT_NAMES = frozenset(
    {"reference", "purpose", "description", "text", "details", "verwendungszweck", "remittance information"}
)
# An order's number as people type it: in any case, with or without its hyphen.
NUMBER = re.compile(r"(?<![0-9A-Z])([0-9A-HJKMNP-TV-Z]{5})[- ]?([0-9A-HJKMNP-TV-Z]{5})(?![0-9A-Z])")
# Thousands may be set apart, but not by what comes before the decimals.
AMOUNT = re.compile(r"([+-]?)(\d{1,3}([.,' ])\d{3}(?:\3\d{3})*|\d{1,9})(?:(?!\3)[.,](\d{1,3}))?", re.ASCII)


class UnreadableStatement(ValueError):
    """A statement that cannot be read at all; the message names line and column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One payment of a statement: `minor` is None where its amount is unreadable, negative where money went out."""

    line: int
    text: str
    minor: int | None
    numbers: tuple[str, ...]
    problem: str = ""


def parse_statement(text: str, *, exponent: int) -> tuple[StatementLine, ...]:
    """Parse a CSV export whose first line names an amount and a text column; `exponent` is the currency's decimals.

    :raises UnreadableStatement: when there is no such line, or there are too many
    """
    delimiter = max(";\t,", key=text.partition("\n")[0].count)
    reader = csv.reader(StringIO(text.strip()), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UnreadableStatement(f"Line {reader.line_num}: {error}.") from error
    if not rows:
        raise UnreadableStatement("Line 1: there is nothing here.")
    if len(rows) - 1 > MOST_LINES:
        raise UnreadableStatement(f"Line {MOST_LINES + 2}: at most {MOST_LINES} payments at once.")
    names = [cell.strip().lower().lstrip("\ufeff") for cell in rows[0][1]]
    amount = _column(names, AMOUNT_NAMES, "the amount")
    words = _column(names, TEXT_NAMES, "the text")
    return tuple(
        _line(number, row, amount=amount, words=words, exponent=exponent) for number, row in rows[1:]
    )


def parse_amount(text: str, *, exponent: int) -> int:
    """Return an amount in minor units; both 1,234.50 and 1.234,50 are read.

    :raises ValueError: when it is no amount of the currency
    """
    found = AMOUNT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text.strip()[:30]!r} is no amount")
    sign, whole, _, fraction = found.groups()
    fraction = fraction or ""
    if len(fraction) > exponent:
        raise ValueError(f"{text.strip()[:30]!r} has too many decimals")
    minor: int = int(re.sub(r"\D", "", whole)) * 10**exponent + int(fraction.ljust(exponent, "0") or "0")
    return -minor if sign == "-" else minor


def _column(names: Sequence[str], wanted: frozenset[str], what: str) -> int:
    for index, name in enumerate(names):
        if name in wanted:
            return index
    raise UnreadableStatement(f"Line 1: no column for {what}; name one of them {', '.join(sorted(wanted))}.")


def _line(number: int, row: Sequence[str], *, amount: int, words: int, exponent: int) -> StatementLine:
    if len(row) <= max(amount, words):
        missing = f"Column {len(row) + 1} is missing."
        return StatementLine(line=number, text="", minor=None, numbers=(), problem=missing)
    text = " ".join(row[words].split())[:200]
    try:
        minor = parse_amount(row[amount], exponent=exponent)
    except ValueError as error:
        problem = f"Column {amount + 1}: {error}."
        return StatementLine(line=number, text=text, minor=None, numbers=(), problem=problem)
    found = tuple(dict.fromkeys("-".join(match.groups()) for match in NUMBER.finditer(text.upper())))
    return StatementLine(line=number, text=text, minor=minor, numbers=found)
