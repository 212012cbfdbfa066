"""Fit the order scorecard on the shop's own labelled orders."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from antifraud.actions.learning import FitMissing, NotEnough, keep, learn
from antifraud.management.figures import tell_trials
from antifraud.queries import learned
from antifraud.queries.outcome import cases
from scorecard import write_card
from scorecard.picture import reliability_svg


class Command(BaseCommand):
    """Write a challenger; what is in force changes only when staff promote it."""

    help = (
        "Fit signal weights on orders whose end is known; the result is a challenger that staff may promote."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how far back to learn from, and where to draw the reliability plot."""
        parser.add_argument("--days", type=int, default=365, help="learn from orders so old (default 365)")
        parser.add_argument("--svg", type=Path, metavar="FILE", help="draw the reliability plot there, too")
        parser.add_argument("--dry-run", action="store_true", help="tell, but keep nothing")

    def handle(self, *args: object, days: int, svg: Path | None, dry_run: bool, **options: object) -> None:
        """Gather, fit, tell, keep."""
        now = timezone.now()
        hand, live = learned.hand_policy().card, learned.policy().policy.card
        found = tuple(
            tqdm(
                cases(since=now - timedelta(days=days), now=now), desc="reading", unit=" orders", disable=None
            )
        )
        try:
            lesson = learn(found, hand=hand, live=live)
        except (NotEnough, FitMissing) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{lesson.bad:,} bad and {lesson.good:,} good orders since {lesson.since:%Y-%m-%d}")
        tell_trials(lesson.trials, write=self.stdout.write)
        self.stdout.write("")
        self.stdout.write(write_card(lesson.changed))
        if svg is not None:
            svg.write_text(reliability_svg(lesson.bins, title="Orders: what was said, and what was so"))
            self.stdout.write(f"The reliability plot is {svg}")
        if dry_run:
            return
        row = keep(lesson, now=now)
        self.stdout.write(f"Kept as order weights #{row.pk}, a challenger: staff promote it under Accuracy.")
