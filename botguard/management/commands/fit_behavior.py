"""Fit the behaviour scorecard on the shop's own labelled visits."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from botguard import conf
from botguard.actions.lesson import FitMissing, Lesson, NotEnough, keep, labelled_visits, learn
from botguard.engine.behavior import behavior_of
from botguard.queries import learned
from scorecard import Card, write_card
from scorecard.picture import reliability_svg

# Of one scorecard, as a line of the table.
FIGURES = (
    ("ranking (AUC)", "auc", "{:.3f}"),
    ("average precision", "average_precision", "{:.3f}"),
    ("bots caught at 1 % of people", "recall", "{:.1%}"),
    ("mean squared error (Brier)", "brier", "{:.4f}"),
    ("calibration error", "calibration_error", "{:.4f}"),
)


class Command(BaseCommand):
    """Write a challenger; what is in force changes only when staff promote it."""

    help = "Fit behaviour weights on labelled visits; the result is a challenger that staff may promote."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how far back to learn from, and where to draw the reliability plot."""
        parser.add_argument("--days", type=int, default=90, help="learn from visits so old (default 90)")
        parser.add_argument("--svg", type=Path, metavar="FILE", help="draw the reliability plot there, too")
        parser.add_argument("--dry-run", action="store_true", help="tell, but keep nothing")

    def handle(self, *, days: int, svg: Path | None, dry_run: bool, **options: object) -> None:
        """Gather, fit, tell, keep."""
        now = timezone.now()
        since = now - timedelta(days=days)
        hand = behavior_of(conf.policy().card)
        live = behavior_of((learned.live_policy() or conf.policy()).card)
        try:
            lesson = learn(labelled_visits(since=since), hand=hand, live=live, since=since)
        except (NotEnough, FitMissing) as error:
            raise CommandError(str(error)) from error
        self._tell(lesson, hand=hand)
        if svg is not None:
            svg.write_text(reliability_svg(lesson.bins, title="Behaviour: what was said, and what was so"))
            self.stdout.write(f"The reliability plot is {svg}")
        if dry_run:
            return
        row = keep(lesson, now=now)
        self.stdout.write(f"Kept as scorecard #{row.pk}, a challenger: staff promote it under Learning.")

    def _tell(self, lesson: Lesson, *, hand: Card) -> None:
        self.stdout.write(f"{lesson.bots} bots, {lesson.people} people since {lesson.since:%Y-%m-%d}")
        self.stdout.write(f"{'':30} {'in force':>10} {'learned':>10}   (on networks it never saw)")
        for label, name, shape in FIGURES:
            live, fitted = (shape.format(getattr(each, name)) for each in (lesson.live, lesson.learned))
            self.stdout.write(f"{label:30} {live:>10} {fitted:>10}")
        self.stdout.write("")
        self.stdout.write(write_card(lesson.card))
