"""Read a merchant's past orders from CSV: which column means what, what each line says, and what is wrong with it."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any  # what a line says, by field; every field has its own type

from antifraud.engine.cell import UnusableCell, reader_of
from antifraud.engine.facts import OrderFacts
from antifraud.engine.outcome import Outcome
from antifraud.engine.past import PastOrder

# Besides the facts of an order: the amount with its decimals, and what became of it.
EXTRA = ("amount", "outcome", "known_at")
FIELDS = tuple(field.name for field in fields(OrderFacts)) + EXTRA
OFFLINE = frozenset({"cash-on-delivery", "bank-transfer"})
ZERO_DIGITS = frozenset({"CLP", "ISK", "JPY", "KRW", "VND", "XAF", "XOF"})
EMPTY: Mapping[str, Any] = {
    "payment_method": "card", "units": 1, "currency": "EUR", "email": "", "phone": "", "name": "", "street": "",
    "postcode": "", "city": "", "country": "",
}  # fmt: skip
GOOD_WORDS = ("0", "false", "good", "legit", "no", "ok")
BAD_WORDS = ("1", "true", "bad", "fraud", "yes")


class UnusableMap(ValueError):
    """A mapping that cannot be used; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProblem:
    """What is wrong with a line; both numbers begin at 1, and column 0 is the whole line."""

    line: int
    column: int
    name: str
    sentence: str

    def __str__(self) -> str:
        where = f"column {self.column} ({self.name})" if self.column else "the line"
        return f"line {self.line}, {where}: {self.sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMap:
    """Where each field stands: `places` by column, counted from 0; `constants` for what the file does not say."""

    places: Mapping[str, int]
    constants: Mapping[str, str]
    header: tuple[str, ...]
    good: frozenset[str] = frozenset(GOOD_WORDS)
    bad: frozenset[str] = frozenset(BAD_WORDS)
    matures_after: timedelta = timedelta(days=30)
    numbers_lines: bool = False  # orders without a reference are called after their line


def order_map(
    header: Sequence[str],
    *,
    named: Sequence[str] = (),
    constants: Sequence[str] = (),
    good: Sequence[str] = (),
    bad: Sequence[str] = (),
    numbers_lines: bool = False,
    matures_after: timedelta = timedelta(days=30),
) -> OrderMap:
    """Return the map of a file by its header and `FIELD=COLUMN` words; a column called like a field needs none.

    :raises UnusableMap: with everything that is wrong, and what might have been meant
    """
    columns = tuple(column.strip().removeprefix("\ufeff") for column in header)
    problems: list[str] = []
    places = {name: columns.index(name) for name in FIELDS if name in columns}
    for field, column in _pairs(named, "--map", problems):
        if column in columns:
            places[field] = columns.index(column)
        else:
            problems.append(f"The file has no column {column!r}{_meant(column, columns)}")
    fixed = dict(_pairs(constants, "--set", problems))
    needed = {"placed_at", *(() if numbers_lines else ("reference",))}
    problems += [f"Say which column is {name}." for name in sorted(needed - {*places, *fixed})]
    if not {"amount", "amount_minor"} & {*places, *fixed}:
        problems.append("Say which column is amount (or amount_minor, in cents).")
    if problems:
        raise UnusableMap(problems)
    return OrderMap(
        places={name: place for name, place in places.items() if name not in fixed},
        constants=fixed,
        header=columns,
        good=frozenset(word.casefold() for word in good) or frozenset(GOOD_WORDS),
        bad=frozenset(word.casefold() for word in bad) or frozenset(BAD_WORDS),
        numbers_lines=numbers_lines,
        matures_after=matures_after,
    )


def header_of(lines: Iterable[str]) -> list[str]:
    """Read the first row of a file, its header.

    :raises UnusableMap: when there is none
    """
    try:
        return next(csv.reader(_without_nul(lines)))
    except StopIteration as error:
        raise UnusableMap(["The file is empty."]) from error


def past_orders(
    lines: Iterable[str], *, columns: OrderMap, now: datetime
) -> Iterator[PastOrder | LineProblem]:
    """Yield what each line after the header says, or what is wrong with it; one line at a time is held."""
    rows = csv.reader(_without_nul(lines))
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield LineProblem(line=line + 1, column=0, name="", sentence=f"{error}.")
            continue
        if row:
            yield _past_order(row, line=line + 1, columns=columns, now=now)


def _past_order(row: list[str], *, line: int, columns: OrderMap, now: datetime) -> PastOrder | LineProblem:
    if len(row) != len(columns.header):
        return LineProblem(
            line=line, column=0, name="", sentence=f"{len(row)} cells, the header has {len(columns.header)}."
        )
    values: dict[str, Any] = {}
    # Constants first: what other cells mean may hang on the currency or the country.
    said = [(name, text, -1) for name, text in columns.constants.items()]
    said += [(name, row[place], place) for name, place in columns.places.items()]
    for name, text, place in said:
        try:
            if name == "outcome":
                values[name] = _outcome(text, columns)
            elif text.strip():
                values[name] = reader_of(name)(text.strip())
        except UnusableCell as problem:
            shown = columns.header[place] if place >= 0 else f"--set {name}"
            return LineProblem(line=line, column=place + 1, name=shown, sentence=str(problem))
    try:
        return _built(values, line=line, columns=columns, now=now)
    except UnusableCell as problem:
        return LineProblem(line=line, column=0, name="", sentence=str(problem))


def _built(values: dict[str, Any], *, line: int, columns: OrderMap, now: datetime) -> PastOrder:
    values = {**EMPTY, **values}
    if columns.numbers_lines:
        values.setdefault("reference", f"line-{line}")
    if missing := [name for name in ("reference", "placed_at") if not values.get(name)]:
        raise UnusableCell(f"{missing[0]} is empty.")
    placed_at: datetime = values["placed_at"]
    if placed_at > now:
        raise UnusableCell(f"{placed_at:%Y-%m-%d %H:%M} is in the future: is a clock or a time zone wrong?")
    amount, outcome, known_at = (values.pop(name, None) for name in EXTRA)
    if amount is not None:
        minor = amount if values["currency"] in ZERO_DIGITS else amount * 100
        values["amount_minor"] = int(minor.to_integral_value())
    if "amount_minor" not in values:
        raise UnusableCell("amount is empty.")
    values.setdefault("is_offline", values["payment_method"] in OFFLINE)
    if known_at is not None and known_at < placed_at:
        raise UnusableCell("The outcome was known before the order was placed.")
    if outcome is not None and known_at is None:
        # A file that does not say when is believed from the month's end on, never before.
        known_at = min(placed_at + columns.matures_after, now)
    return PastOrder(facts=OrderFacts(**values), outcome=outcome, known_at=known_at if outcome else None)


def _outcome(text: str, columns: OrderMap) -> Outcome | None:
    word = text.strip().casefold()
    if not word:
        return None
    # The file's own words first: in one shop's file "fraud" may be a column of yes and no.
    if word in columns.good:
        return Outcome.KEPT
    if word in {str(each) for each in Outcome}:
        return Outcome(word)
    if word in columns.bad:
        return Outcome.FRAUD
    raise UnusableCell(
        f"{text!r} is no outcome: name it with --good or --bad, or write one of {', '.join(Outcome)}."
    )


def _pairs(words: Sequence[str], option: str, problems: list[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        field, equals, value = word.partition("=")
        if not equals or not value:
            problems.append(f"{option} {word}: write FIELD=VALUE.")
        elif field not in FIELDS:
            problems.append(f"There is no field {field!r}{_meant(field, FIELDS)}")
        else:
            yield field, value


def _meant(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f". There are: {', '.join(known)}."


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    # PostgreSQL holds no NUL; as a replacement character the cell says itself that it is broken.
    for line in lines:
        yield line.replace("\0", "\ufffd")
