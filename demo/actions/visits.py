"""Remember the demo's visits, click by click, what its orders came to, and what was learned of both.

The clicks are invented; everything else is the shop's own: each is judged by the guard in its turn and folded as the
folding task does, and orders' outcomes reach labels and standings by what their messages call.
"""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from botguard.actions import learn, lesson
from botguard.actions.standing import Learned
from botguard.actions.walk import relive_walks
from botguard.engine.walk import Walk
from checkout.models import Order
from demo.engine.walk import lookers, programs, shopping
from outbox.models import Message
from shop.models import Product

LOOKERS, PROGRAMS = 320, 105
FITTED = Path(__file__).parent.parent / "fitted.json"
# The challenger was learned from what was older than this; the visits since are what it is watched on.
WATCHED = timedelta(days=5)


def remember(*, days: int, seed: int, now: datetime) -> None:
    """Write the visits of every order, of people who only looked, and of programs; then what orders came to."""
    dice = random.Random(f"visits {seed}")
    products = [f"/p/{slug}/" for slug in Product.objects.order_by("pk").values_list("slug", flat=True)[:300]]
    walks = [
        *_buyers(dice, products, now=now),
        *lookers(dice, count=LOOKERS, days=days, products=products),
        *programs(dice, count=PROGRAMS, days=days, products=products),
    ]
    relive_walks(walks, now=now)
    for message in Message.objects.filter(topic="order-outcome").order_by("pk"):
        told = Learned(**message.payload)
        learn(told, now=message.created_at)
        lesson.label_visit(told.key_id, outcome=told.outcome, now=message.created_at)


def keep_challenger(*, now: datetime) -> None:
    """Keep the weights that `manage.py fit_behavior` learned from the demo of seed 1, as a challenger.

    The demo runs without scikit-learn. tests/demo/test_visits.py holds the file to what a fit finds today.
    """
    lesson.keep_told(json.loads(FITTED.read_text()), now=now - WATCHED)


def _buyers(dice: random.Random, products: list[str], *, now: datetime) -> Iterator[Walk]:
    orders = Order.objects.filter(visit__visit__has_key="key_id", client_address__isnull=False)
    for placed_at, address, seen in orders.order_by("pk").values_list(
        "placed_at", "client_address", "visit__visit"
    ):
        seconds = placed_at.timestamp() - seen["first_seen_at"]
        yield Walk(
            age_seconds=(now - placed_at).total_seconds() + seconds,
            address=str(address),
            clicks=shopping(dice, seconds=seconds, pages=seen["pages"], products=products),
            agent=seen["agent"],
            languages=seen["languages"],
            key=bytes.fromhex(seen["key_id"]),
            # Some read shops without styles, and buy.
            has_styles=dice.random() < 0.96,
            is_proved=True,
        )
