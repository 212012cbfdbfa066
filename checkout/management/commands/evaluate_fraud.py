"""Say how well orders of a labelled file would have been judged."""

from argparse import ArgumentParser
from dataclasses import replace
from zlib import crc32

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from antifraud.actions.learning import LEAST_CASES, SPLITS, NotEnough, fitted, try_out
from antifraud.actions.rehearsal import rehearse
from antifraud.engine.learning import Case
from antifraud.engine.orderfile import LineProblem
from antifraud.engine.past import PastOrder
from antifraud.management.figures import tell_trials
from antifraud.management.orderfile import OrderFile, add_file_arguments
from antifraud.queries import learned
from checkout.collect import located, network_files
from scorecard import write_card

SHOWN = 20


class Command(BaseCommand):
    """Judge every labelled order with the history it had, and write no row."""

    help = (
        "Report how well signals tell good orders from bad ones in a labelled CSV file, without writing rows. Countries"
        " and networks of addresses that the file does not name are looked up in the network files at hand."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and its map."""
        add_file_arguments(parser)
        parser.add_argument(
            "--sample",
            type=int,
            metavar="N",
            help="judge about so many orders, chosen evenly; all are history",
        )
        parser.add_argument(
            "--no-look-up", action="store_true", help="ask no network files: the file's addresses are made up"
        )
        parser.add_argument(
            "--show-card", action="store_true", help="print the weights learned from all of it"
        )

    def handle(
        self, *args: object, sample: int | None, no_look_up: bool, show_card: bool, **options: object
    ) -> None:
        """Read, rehearse, measure."""
        now = timezone.now()
        file = OrderFile.opened(options, now=now, numbers_lines=True)
        wrong = readable = 0
        for each in file.lines(title="checking"):
            readable += not isinstance(each, LineProblem)
            if isinstance(each, LineProblem):
                wrong += 1
                if wrong <= SHOWN:
                    self.stderr.write(str(each))
        if wrong:
            self.stderr.write(f"{wrong:,} lines cannot be read and are left out.")
        share = min(1.0, sample / max(1, readable)) if sample is not None else 1.0
        judged = (order for order in file.orders(title="judging") if _is_chosen(order, share=share))
        if not no_look_up:
            files = network_files(now=now)
            judged = (replace(order, facts=located(order.facts, files=files)) for order in judged)
        cases = tuple(rehearse(file.orders(title="loading"), judged))
        bad = sum(case.is_bad for case in cases)
        self.stdout.write(
            f"{len(cases):,} labelled orders, {bad:,} of them bad ({bad / max(1, len(cases)):.1%})."
        )
        if not 0 < bad < len(cases):
            raise CommandError("There is nothing to tell apart: both good and bad orders are needed.")
        self._tell_signals(cases)
        hand = learned.hand_policy().card
        live = learned.policy().policy.card
        trials = [trial for split in SPLITS if (trial := try_out(split(cases), hand=hand, live=live))]
        tell_trials(trials, write=self.stdout.write)
        if show_card:
            try:
                self.stdout.write(write_card(fitted(cases, hand=hand)))
            except NotEnough:
                self.stdout.write(f"Fewer than {LEAST_CASES} of a kind: nothing can be learned.")

    def _tell_signals(self, cases: tuple[Case, ...]) -> None:
        asked = dict.fromkeys(cases[0].values, 0)
        for case in cases:
            for code, value in case.values.items():
                asked[code] += value is not None
        spoken = sorted(((count, code) for code, count in asked.items() if count), reverse=True)
        shown = ", ".join(f"{code} {count / len(cases):.0%}" for count, code in spoken)
        self.stdout.write(f"Signals with something to read: {shown or 'none'}")


def _is_chosen(order: PastOrder, *, share: float) -> bool:
    # By a checksum, not by dice: the same file gives the same figures.
    return crc32(order.facts.reference.encode()) < share * 2**32
