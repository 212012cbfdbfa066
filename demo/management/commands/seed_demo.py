"""Fill the shop with the demo."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from checkout.models import Order
from demo.actions import bulk, coupons, partners, past, people, shelves, traffic, visits

# So many orders are lived through one by one; what is asked for beyond that is written in bulk, older, unjudged.
LIVED = 180
DAYS = 30
# The demo whose visits the kept challenger was learned from: seed, orders, days, products.
FITTED = (1, LIVED, DAYS, 0)


class Command(BaseCommand):
    """Fill the shop with products, people, and a simulated month; what is there already stays as it is."""

    help = "Fill the shop with the demo: products, people, and a simulated month of orders and traffic."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take sizes and the seed."""
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed draws the same shop (default 1)"
        )
        parser.add_argument(
            "--products", type=int, default=0, help="products; 0 is the hand-written catalogue"
        )
        parser.add_argument("--orders", type=int, default=LIVED, help=f"past orders (default {LIVED})")
        parser.add_argument("--days", type=int, default=DAYS, help=f"days of history (default {DAYS})")

    def handle(
        self, *, seed: int, products: int, orders: int, days: int, verbosity: int, **options: object
    ) -> None:
        """Seed in the order things depend on each other."""
        if min(products, orders) < 0 or days < 2:
            raise CommandError("Numbers of products and orders are 0 or more, days 2 or more.")
        now = timezone.now()
        known = people.invite()
        coupons.issue(now=now)
        wanted = max(products, shelves.HAND_WRITTEN)
        with self.progress("products", wanted, shown=verbosity > 0) as advance:
            shelves.fill(products=wanted, seed=seed, now=now, advance=advance)
        missing = max(0, orders - Order.objects.count())
        if missing:
            older = max(0, missing - LIVED)
            with self.progress("older orders", older, shown=verbosity > 0) as advance:
                bulk.write(count=older, days=days, seed=seed, now=now, advance=advance)
            with self.progress("orders", missing - older, shown=verbosity > 0) as advance:
                past.live(
                    count=missing - older,
                    days=days,
                    seed=seed,
                    staff_ids=known,
                    customer_ids=people.customers(),
                    now=now,
                    advance=advance,
                )
            traffic.remember(days=days, seed=seed, now=now)
            visits.remember(days=days, seed=seed, now=now)
            if (seed, missing, days, products) == FITTED:
                visits.keep_challenger(now=now)
            partners.make(seed=seed, now=now)

    @contextmanager
    def progress(self, name: str, total: int, *, shown: bool) -> Iterator[Callable[[int], object]]:
        """Show a bar for the duration; give the function that moves it."""
        # In a file or behind a prefix every step is a line: a few will do there.
        pause = 0.1 if sys.stderr.isatty() else 5
        hidden = not shown or not total
        with tqdm(
            total=total, desc=name.rjust(12), disable=hidden, mininterval=pause, file=self.stderr
        ) as bar:
            yield bar.update
