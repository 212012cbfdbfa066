"""Put a long file on the silent blocklist or the allow list."""

import gzip
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Never, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from antifraud.actions.bulk import TooManyLines
from antifraud.engine.assessment import Effect
from antifraud.engine.listing import MOST_IN_A_REASON, Line, read_lines
from backoffice.actions.listfile import Intake, bring

SHOWN = 50
# No line of a list is as long; a file without line ends is not read into memory.
LONGEST_LINE = 100_000


class Command(BaseCommand):
    """Read a file line by line, say what is wrong with it, and save all of it or nothing."""

    help = (
        "Put a file of up to 1,000,000 lines on the silent blocklist or the allow list: one value a line, or CSV with"
        " the headings value, reason, note and ends. Every order judged from then on meets it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and what is said for all of it."""
        parser.add_argument("file", type=Path, help="text or CSV in UTF-8; .gz is unpacked")
        parser.add_argument("--list", choices=("block", "allow"), default="block", dest="effect")
        parser.add_argument("--reason", required=True, help="staff read it, shoppers never do")
        parser.add_argument("--note", default="")
        parser.add_argument("--days", type=int, default=30, help="how long it holds (30); 0 is for ever")
        parser.add_argument(
            "--skip-wrong", action="store_true", help="save the good lines though others are wrong"
        )
        parser.add_argument("--check", action="store_true", help="only tell what would be; save nothing")

    def handle(
        self,
        *,
        file: Path,
        effect: Effect,
        reason: str,
        note: str,
        days: int,
        skip_wrong: bool,
        check: bool,
        **options: object,
    ) -> None:
        """Read, report, save."""
        now = timezone.now()
        if not 0 <= days <= 36_500:
            raise CommandError("--days must be from 0 to 36500.")
        if not reason.strip() or len(reason) > MOST_IN_A_REASON:
            raise CommandError(f"--reason must have 1 to {MOST_IN_A_REASON} characters.")
        told = 0

        def tell_wrong(line: Line) -> None:
            nonlocal told
            told += 1
            if told <= SHOWN:
                self.stderr.write(f"line {line.number}, column {line.column}: {line.text}: {line.problem}")

        try:
            with tqdm(unit=" entries", desc="saving", disable=None, leave=False) as bar:

                def progress(done: int, total: int) -> None:
                    bar.total = total
                    bar.update(done - bar.n)

                taken = bring(
                    read_lines(_lines(file), effect=effect, now=now),
                    name=file.name,
                    effect=effect,
                    reason=reason,
                    note=note,
                    expires_at=now + timedelta(days=days) if days else None,
                    skips_wrong=skip_wrong,
                    is_only_checked=check,
                    tell_wrong=tell_wrong,
                    progress=progress,
                    now=now,
                )
        except (OSError, EOFError, TooManyLines) as error:
            raise CommandError(f"{error} Nothing was saved.") from error
        self._tell(taken, is_only_checked=check)

    def _tell(self, taken: Intake, *, is_only_checked: bool) -> None:
        if taken.wrong > SHOWN:
            self.stderr.write(f"… and {taken.wrong - SHOWN:,} more lines are wrong.")
        overlaps = taken.overlaps
        for number, note in overlaps.notes[:SHOWN]:
            self.stdout.write(f"line {number}: {note}")
        if overlaps.covered or overlaps.covering:
            self.stdout.write(
                f"{overlaps.covered:,} lines lie within other ranges; {overlaps.covering:,} entries in force lie"
                " within ranges of the file."
            )
        if taken.brought is not None:
            brought = taken.brought
            self.stdout.write(
                f"{brought.added:,} added, {brought.prolonged:,} already there and now for longer,"
                f" {brought.known:,} already there, {brought.repeated:,} repeated, {taken.wrong:,} left out as wrong."
            )
        elif not taken.good:
            raise CommandError("There is no good line in it. Nothing was saved.")
        elif is_only_checked:
            self.stdout.write(f"{taken.good:,} lines are fine, {taken.wrong:,} are wrong. Nothing was saved.")
        else:
            raise CommandError(
                f"{taken.wrong:,} of {taken.good + taken.wrong:,} lines are wrong. Nothing was saved: mend them, or"
                " leave them out with --skip-wrong."
            )


def _lines(path: Path) -> Iterator[str]:
    """Yield a file's lines without their ends, with a bar that shows how far in the file it is."""
    size = None if path.suffix == ".gz" else path.stat().st_size
    with (
        _text(path) as text,
        tqdm(total=size, desc="reading", unit="B", unit_scale=True, disable=None) as bar,
    ):
        yield from _counted(text, bar)


def _counted(text: TextIO, bar: "tqdm[Never]") -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise TooManyLines(f"Line {number} is longer than {LONGEST_LINE:,} characters.")
        bar.update(len(line))  # characters: near enough to bytes for a bar
        yield line.rstrip("\r\n")


def _text(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="\n")
    return path.open(encoding="utf-8-sig", errors="replace", newline="\n")
