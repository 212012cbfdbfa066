"""Repeat, in a copy of the shop that was put back, the erasures that it has not heard of."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from accounts.actions.erasure import IsStaff
from checkout.actions.erasure import erase_again
from checkout.queries.wish import log_path, people_of, read_log, unheard


class Command(BaseCommand):
    """Read the log of wishes, find their people, forget them again."""

    help = (
        "After a backup was put back: erase again who asked to be forgotten since it was made, by the log of wishes."
        " Run it before the shop opens. What came after a wish is left alone; run again, it does nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the log, and whether to do it."""
        parser.add_argument("--log", type=Path, default=None, help="the log; else the one in ERASURE_FOLDER")
        parser.add_argument("--check", action="store_true", help="only tell what would be done")

    def handle(self, *, log: Path | None, check: bool, **options: object) -> None:
        """Read, compare, erase."""
        now = timezone.now()
        path = log or log_path()
        try:
            found = read_log(path)
        except OSError as error:
            raise CommandError(str(error)) from error
        if found.unreadable:
            shown = ", ".join(map(str, found.unreadable[:20]))
            self.stderr.write(f"{len(found.unreadable)} lines of {path} cannot be read: {shown}.")
        fresh = unheard(found.wishes)
        erased = strangers = staff = 0
        for wish, people in tqdm(people_of(fresh), total=len(fresh), unit=" wishes", disable=None):
            strangers += not people
            erased += bool(people)
            for person in people:
                if check:
                    continue
                try:
                    erase_again(wish, person, now=now)
                except IsStaff:
                    staff += 1
        self.stdout.write(
            f"{len(found.wishes):,} wishes are in the log, {len(found.wishes) - len(fresh):,} are known here."
            f" {erased:,} {'would be' if check else 'were'} erased again."
        )
        if staff:
            self.stderr.write(f"{staff:,} people are members of staff here and were left alone.")
        if strangers:
            self.stderr.write(
                f"{strangers:,} wishes fit nobody: the backup is older than their first order, or they were written"
                " under a secret that SECRET_KEY does not list any more. Add it behind the others and run this again."
            )
