"""Bring a merchant's past orders in, with what became of them."""

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from antifraud.actions.backlog import import_history, judge_past, strangers
from antifraud.engine.orderfile import LineProblem
from antifraud.engine.past import PastOrder
from antifraud.management.orderfile import OrderFile, add_file_arguments
from checkout.collect import located, network_files

SHOWN = 50
CHECKED_AT_ONCE = 2000


class Command(BaseCommand):
    """Check the whole file first, then write it, then judge what was written."""

    help = (
        "Import past orders and their outcomes from CSV, so that a new shop starts with history: every order is judged"
        " as it would have been then, and rules can be tried on it. Countries and networks of addresses that the file"
        " does not name are looked up in the network files at hand. Run again, it rewrites what it wrote."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and its map, and how far to go."""
        add_file_arguments(parser)
        parser.add_argument(
            "--skip-wrong", action="store_true", help="import what can be read though some lines cannot"
        )
        parser.add_argument("--check", action="store_true", help="only tell what is wrong; write nothing")
        parser.add_argument("--no-judge", action="store_true", help="write history only")

    def handle(self, *args: object, skip_wrong: bool, check: bool, no_judge: bool, **options: object) -> None:
        """Check, write, judge."""
        now = timezone.now()
        file = OrderFile.opened(options, now=now)
        readable, twice, wrong = self._checked(file)
        if check or not readable or (wrong and not skip_wrong):
            if check and not wrong:
                self.stdout.write(f"{readable:,} orders can be imported.")
                return
            raise CommandError(
                f"{wrong:,} of {readable + wrong:,} lines cannot be read; nothing was imported."
                + ("" if check or not readable else " Mend them, or leave them out with --skip-wrong.")
            )
        with transaction.atomic():
            written = import_history(_fresh(file.orders(title="writing"), without=twice))
        self.stdout.write(f"{written:,} orders are history now; {wrong:,} lines were left out.")
        if not no_judge:
            files = network_files(now=now)
            fresh = _fresh(file.orders(title="judging"), without=twice)
            placed = (replace(each, facts=located(each.facts, files=files)) for each in fresh)
            judged = sum(judge_past(placed, now=now))
            self.stdout.write(f"{judged:,} were judged as of their own time, in observe mode.")

    def _checked(self, file: OrderFile) -> tuple[int, set[str], int]:
        """Return how many lines can be imported, which references cannot, and how many lines are wrong."""
        seen: set[str] = set()
        refused: set[str] = set()
        wrong = 0
        waiting: list[str] = []

        def tell(problem: LineProblem | str) -> None:
            nonlocal wrong
            wrong += 1
            if wrong <= SHOWN:
                self.stderr.write(str(problem))

        def look_up() -> None:
            for reference in sorted(strangers(waiting)):
                refused.add(reference)
                tell(f"{reference} is an order of this shop already.")
            waiting.clear()

        for each in file.lines(title="checking"):
            if isinstance(each, LineProblem):
                tell(each)
                continue
            reference = each.facts.reference
            if reference in seen:
                refused.add(reference)
                tell(f"{reference} is there twice.")
                continue
            seen.add(reference)
            waiting.append(reference)
            if len(waiting) >= CHECKED_AT_ONCE:
                look_up()
        look_up()
        if wrong > SHOWN:
            self.stderr.write(f"… and {wrong - SHOWN:,} more.")
        return len(seen - refused), refused, wrong


def _fresh(orders: Iterator[PastOrder], *, without: set[str]) -> Iterator[PastOrder]:
    return (order for order in orders if order.facts.reference not in without)
