"""Say what a rule would have done to the orders of before."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from antifraud.engine.backtest import Result
from antifraud.engine.rule import UnusableRule, in_words, read_rule
from antifraud.engine.rule.reading import money
from antifraud.queries.backtest import backtest


class Command(BaseCommand):
    """Try a rule on stored orders, by the facts that were seen when each was first judged."""

    help = "Try a rule, such as 'order.amount > 100', on the orders of the last days; nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the rule and how far back to go."""
        parser.add_argument("rule", help="the rule's text; docs/rules.md names the facts")
        parser.add_argument("--days", type=int, default=180, help="how far back to go (180)")

    def handle(self, *args: object, rule: str, days: int, **options: object) -> None:
        """Check the rule, try it, tell."""
        if not 1 <= days <= 3650:
            raise CommandError("--days must be from 1 to 3650.")
        try:
            read = read_rule(rule)
        except UnusableRule as error:
            raise CommandError("\n".join(str(problem) for problem in error.problems)) from error
        self.stdout.write(f"It meets an order when {in_words(read.tree)}.")
        now = timezone.now()
        with tqdm(unit=" orders", desc="backtesting", leave=False) as bar:

            def tell(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            found = backtest(rule, since=now - timedelta(days=days), now=now, progress=tell)
        self._tell(found)

    def _tell(self, found: Result) -> None:
        hits = found.hits
        lines = [
            f"{found.orders:,} orders, {found.hit:,} met; {found.unanswered:,} could not be answered.",
            f"Of those met {hits.get('bad', 0):,} were bad, {hits.get('good', 0):,} good, "
            f"{hits.get('unknown', 0):,} unknown, {hits.get('recent', 0):,} too recent to tell.",
        ]
        if found.without_facts:
            lines.append(f"{found.without_facts:,} more were never judged: their facts are not stored.")
        if found.precision is not None:
            lines.append(
                f"Precision {found.precision:.1%} ({found.precision_low:.1%} to {found.precision_high:.1%}); "
                f"{found.good_share:.2%} of all good orders."
            )
        if found.recall is not None:
            lines.append(f"It catches {found.recall:.1%} of the {found.bad_orders:,} bad orders.")
        lines += [
            f"Saved: {_money(found.saved)}. Lost: {_money(found.lost)}.",
            f"{found.customers:,} customers touched, {found.good_customers:,} of them good.",
            f"{found.caught_already:,} are met by armed rules too; "
            f"{found.first_orders:,} bad ones were the buyer's first order.",
        ]
        for each in found.examples:
            amount = _money({each.currency: each.amount_minor})
            lines.append(f"  {each.reference}  {each.placed_at:%Y-%m-%d}  {amount}  {each.fate}")
        self.stdout.write("\n".join(lines))


def _money(amounts: Mapping[str, int]) -> str:
    return (
        ", ".join(f"{money(minor, currency):,.2f} {currency}" for currency, minor in amounts.items()) or "0"
    )
