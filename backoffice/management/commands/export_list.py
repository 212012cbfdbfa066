"""Write the silent lists into a file that can be imported again."""

import os
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from antifraud.engine.sheet import sheet_line
from antifraud.queries import entry_count
from antifraud.queries.export import exported
from backoffice.actions.blocklist import note_export


class Command(BaseCommand):
    """Write entries as CSV, a few at a time."""

    help = "Write a list's entries in force as CSV, for import_list or a spreadsheet. They name people: mind the file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and which entries."""
        parser.add_argument("file", type=Path, help="a new file, readable by its owner only")
        parser.add_argument("--list", choices=("block", "allow"), default="block", dest="effect")
        parser.add_argument("--ended", action="store_true", help="those that ended instead")

    def handle(self, *, file: Path, effect: str, ended: bool, **options: object) -> None:
        """Write the file, and that it was written."""
        now = timezone.now()
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(str(error)) from error
        note_export(effect=effect, is_live=not ended, search="", actor_id=None, now=now)
        total = entry_count(now=now, effect=effect, is_live=not ended)
        with (
            os.fdopen(handle, "w", encoding="utf-8", newline="") as text,
            tqdm(total=total, unit=" entries", desc="writing", disable=None) as bar,
        ):
            for row in exported(now=now, effect=effect, is_live=not ended, search=""):
                text.write(sheet_line(row))
                bar.update()
        self.stdout.write(f"{total:,} entries are in {file}.")
