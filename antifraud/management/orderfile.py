"""What the commands that read a merchant's orders share: their options, and the file line by line."""

import csv
import gzip
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Never, Self, TextIO

from django.core.management.base import CommandError
from tqdm import tqdm

from antifraud.engine.orderfile import (
    FIELDS,
    LineProblem,
    OrderMap,
    UnusableMap,
    header_of,
    order_map,
    past_orders,
)
from antifraud.engine.past import PastOrder


def add_file_arguments(parser: ArgumentParser) -> None:
    """Take the file, and what its columns mean."""
    parser.add_argument("file", type=Path, help="CSV in UTF-8, with a header; .gz is unpacked")
    parser.add_argument(
        "--map",
        nargs="+",
        action="extend",
        default=[],
        metavar="FIELD=COLUMN",
        help=f"which column is what; a column called like a field needs none. Fields: {', '.join(FIELDS)}",
    )
    parser.add_argument(
        "--set", nargs="+", action="extend", default=[], metavar="FIELD=VALUE", help="the same for every line"
    )
    parser.add_argument("--good", nargs="+", default=[], metavar="WORD", help="outcomes that mean good")
    parser.add_argument("--bad", nargs="+", default=[], metavar="WORD", help="outcomes that mean bad")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFile:
    """A merchant's file and its map."""

    path: Path
    columns: OrderMap
    now: datetime

    @classmethod
    def opened(cls, options: dict[str, object], *, now: datetime, numbers_lines: bool = False) -> Self:
        """Read the header and make sense of the options.

        :raises CommandError: when the file cannot be read, or the map is wrong
        """
        path = options["file"]
        assert isinstance(path, Path)  # noqa: S101  # argparse made it
        named, fixed, good, bad = (_words(options[name]) for name in ("map", "set", "good", "bad"))
        try:
            with _text(path) as lines:
                header = header_of(lines)
            columns = order_map(
                header, named=named, constants=fixed, good=good, bad=bad, numbers_lines=numbers_lines
            )
        except UnusableMap as error:
            raise CommandError("\n".join(error.problems)) from error
        except (OSError, EOFError, csv.Error) as error:
            raise CommandError(f"{path}: {error}") from error
        return cls(path=path, columns=columns, now=now)

    def lines(self, *, title: str) -> Iterator[PastOrder | LineProblem]:
        """Yield every line after the header, with a bar that shows how far in the file it is."""
        size = None if self.path.suffix == ".gz" else self.path.stat().st_size
        with (
            _text(self.path) as lines,
            tqdm(total=size, desc=title, unit="B", unit_scale=True, disable=None) as bar,
        ):
            header_of(lines)
            yield from past_orders(_counted(lines, bar), columns=self.columns, now=self.now)

    def orders(self, *, title: str) -> Iterator[PastOrder]:
        """Yield the orders of the lines that can be read."""
        return (each for each in self.lines(title=title) if isinstance(each, PastOrder))


def _text(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


def _counted(lines: TextIO, bar: "tqdm[Never]") -> Iterator[str]:
    for line in lines:
        bar.update(len(line))  # characters: near enough to bytes for a bar
        yield line


def _words(value: object) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list) else []
