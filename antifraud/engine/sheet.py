"""Read pasted lines, or a CSV file with headings, as rows; say where exactly a row cannot be read."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain

# What a heading may be called, by what it means. Other columns are for people.
HEADINGS = {
    "value": "value",
    "reason": "reason",
    "note": "note",
    "ends": "ends",
    "expires": "ends",
    "expires_at": "ends",
    "list": "effect",
}
CELL = re.compile(r"[,;\t]")
DELIMITERS = ",;\t"
MOST_IN_A_CELL = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: what it is about and what it says besides; empty is not said."""

    number: int  # of the line, from 1, as people count
    text: str
    column: int = 1  # where `text` begins: the character of a line, or the cell of a CSV row
    reason: str = ""
    note: str = ""
    ends: str = ""
    effect: str = ""
    problem: str = ""
    columns: tuple[tuple[str, int], ...] = ()  # where each heading stands, of a CSV file


def rows_of(values: str | Iterable[str]) -> Iterator[Row]:
    """Return every row that says something; blank lines and `# comments` say nothing. Lines are read one at a time.

    A first line with a cell `value` makes it a CSV file; columns `reason`, `note`, `ends` and `list` count, too.
    Without it the first cell of a line counts and the rest is for people.
    """
    lines = iter(values.splitlines() if isinstance(values, str) else values)
    for number, line in enumerate(lines, start=1):
        if not line.strip("\ufeff \t"):
            continue
        heading = _headings(line)
        if heading is not None:
            return _of_csv(lines, offset=number, delimiter=heading[0], headings=heading[1])
        return _of_lines(chain([line], lines), start=number)
    return iter(())


def _headings(line: str) -> tuple[str, dict[str, int]] | None:
    """Return the delimiter and each known heading's place, or None when the line is no heading."""
    line = line.strip("\ufeff \t\r\n")
    delimiter = max(DELIMITERS, key=line.count)
    cells = [cell.strip().strip('"').strip().casefold() for cell in line.split(delimiter)]
    places = {HEADINGS[cell]: place for place, cell in enumerate(cells) if cell in HEADINGS}
    return (delimiter, places) if "value" in places else None


def _of_lines(lines: Iterable[str], *, start: int) -> Iterator[Row]:
    for number, raw in enumerate(lines, start=start):
        line = re.sub(r"(^|\s)#.*", "", raw.strip("\ufeff"))
        text = line.strip()
        column = len(line) - len(line.lstrip()) + 1
        if text.startswith('"'):
            try:
                text = next(csv.reader([text], strict=True))[0].strip()
            except csv.Error:
                yield Row(
                    number=number, text=text, column=column, problem="A quote is not closed as CSV has it."
                )
                continue
        elif not text.casefold().startswith("delivery:"):
            text = CELL.split(text, maxsplit=1)[0].strip()
        text = text.strip(",;").strip()
        if text:
            yield Row(number=number, text=text, column=column)


def _of_csv(lines: Iterable[str], *, offset: int, delimiter: str, headings: dict[str, int]) -> Iterator[Row]:
    read: list[str] = []  # the lines of the row at hand, to say where a quote was left open

    def fed() -> Iterator[str]:
        for line in lines:
            read.append(line)
            yield f"{line}\n"

    reader = csv.reader(fed(), delimiter=delimiter, strict=True)
    columns = tuple((name, place + 1) for name, place in headings.items())
    while True:
        number = offset + reader.line_num + 1
        read.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            beyond = f" The {len(read) - 1} lines after it were not read." if len(read) > 1 else ""
            yield Row(
                number=number,
                text=read[0],
                column=read[0].count(delimiter, 0, max(read[0].rfind('"'), 0)) + 1,
                problem=f"A quote is not closed as CSV has it.{beyond}",
            )
            continue
        row = _row(number, cells, headings=headings, columns=columns)
        if row is not None:
            yield row


def _row(
    number: int, cells: Sequence[str], *, headings: dict[str, int], columns: tuple[tuple[str, int], ...]
) -> Row | None:
    said = {name: _unescaped(cells[place]) for name, place in headings.items() if place < len(cells)}
    text = said.pop("value", "")
    if (not text and not any(said.values())) or text.startswith("#"):
        return None
    place = headings["value"] + 1
    if not text:
        return Row(number=number, text="", column=place, problem="The row has no value.", columns=columns)
    for name, cell in said.items():
        if len(cell) > MOST_IN_A_CELL or not cell.replace("\n", "").replace("\t", "").isprintable():
            wrong = (
                "is too long" if len(cell) > MOST_IN_A_CELL else "holds a character that cannot be printed"
            )
            return Row(number=number, text=text, column=headings[name] + 1, problem=f"The {name} {wrong}.")
    return Row(number=number, text=text, column=place, columns=columns, **said)


def _unescaped(cell: str) -> str:
    """Return a cell without the mark that keeps spreadsheets from reckoning with it."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@", "'", "\t", "\r", "\n"} else cell


def sheet_line(cells: Sequence[str]) -> str:
    """Return a row as CSV that no spreadsheet reckons with, and that can be read again."""
    line = StringIO()
    csv.writer(line).writerow([_escaped(cell) for cell in cells])
    return line.getvalue()


def _escaped(cell: str) -> str:
    # What begins like this is a formula to a spreadsheet; the mark itself is kept apart from it.
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "'", "\t", "\r", "\n"} else cell
