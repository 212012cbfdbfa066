"""Print how long an assessment takes among a million past orders, for ordinary buyers and for hubs.

    python -m benchmarks.assess [orders]

It starts servers of its own, fills history in bulk (a year of orders, four in ten by returning buyers, some behind an
address and a network that thousands share), and assesses new orders one by one, as a worker does.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any  # modules that can be imported only once Django is set up

import django
from tqdm import tqdm

from benchmarks.machine import described

ORDERS = 1_000_000
BATCH = 50_000
PROBES = 200
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
# Buyers keep their phone, device and door; one order in fifty comes from behind one of twenty shared addresses.
FILL = """
    INSERT INTO antifraud_orderrecord (reference, placed_at, is_offline, payment_method, currency, amount_minor, units,
        country, customer_id, address, network, device, email, email_key, phone, delivery_key, name_key, card,
        coupon_code, outcome)
    SELECT 'B' || n, %(now)s - interval '365 days' * (1 - n::float / %(orders)s), n %% 2 = 0,
        CASE n %% 2 WHEN 0 THEN 'cash-on-delivery' ELSE 'card' END, 'EUR', 1000 + (n::bigint * 7919) %% 20000,
        1 + n %% 5, 'RO', NULL, host(address)::inet, host(network(set_masklen(address, 24))) || '/24',
        md5('d' || buyer),
        'buyer' || buyer || '@example.com', 'buyer' || buyer || '@example.com', '+407' || lpad(buyer::text, 8, '0'),
        md5('s' || buyer / 2), md5('n' || buyer), CASE n %% 2 WHEN 1 THEN md5('c' || buyer) ELSE '' END, '', ''
    FROM (
        SELECT n, (n::bigint * 2654435761 %% (%(orders)s * 6 / 10))::int AS buyer,
            CASE WHEN n %% 50 = 0 THEN '100.64.0.0'::inet + n / 50 %% 20
                ELSE '20.0.0.0'::inet + (n::bigint * 2654435761 %% (%(orders)s * 6 / 10)) END AS address
        FROM generate_series(%(first)s, %(last)s) n
    ) drawn"""
OUTCOMES = """
    INSERT INTO antifraud_orderoutcome (record_id, outcome, known_at)
    SELECT id, CASE WHEN id % 200 = 0 THEN 'fraud' WHEN id % 20 = 0 THEN 'refused' ELSE 'delivered' END,
        placed_at + interval '5 days' FROM antifraud_orderrecord WHERE id % 10 < 8"""


def main() -> None:
    """Fill, measure and print."""
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS
    embedded = import_module("settings.embedded")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.base")
    servers = embedded.start(Path(tempfile.mkdtemp(prefix="latchkey-assess-")), ephemeral=True)
    os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = servers.database_url, servers.redis_url
    try:
        django.setup()
        import_module("django.core.management").call_command("migrate", verbosity=0)
        seconds = fill(orders)
        report(orders, seconds)
    finally:
        import_module("django.db").connection.close()
        servers.stop()


def fill(orders: int) -> float:
    """Write past orders and what became of them; return the seconds it took."""
    connection = import_module("django.db").connection
    began = time.perf_counter()
    with connection.cursor() as cursor, tqdm(total=orders, desc="orders", unit=" orders") as progress:
        for first in range(1, orders + 1, BATCH):
            last = min(first + BATCH - 1, orders)
            cursor.execute(FILL, {"now": NOW, "orders": orders, "first": first, "last": last})
            progress.update(last - first + 1)
        cursor.execute(OUTCOMES)
        cursor.execute("VACUUM ANALYZE antifraud_orderrecord, antifraud_orderoutcome")
    return time.perf_counter() - began


def report(orders: int, seconds: float) -> None:
    """Assess new orders of each kind and print how long it took."""
    actions = import_module("antifraud.actions")
    dice = random.Random(1)  # noqa: S311 # the dice of a benchmark
    say(described())
    say(f"{orders:,} past orders, written in {seconds:,.0f} s")
    for name, draw in (
        ("returning buyers", buyer),
        ("new buyers", stranger),
        ("behind a shared address", crowd),
    ):
        drawn = [replace(draw(dice, orders), reference=f"{name[0]}{number}") for number in range(PROBES)]
        for facts in drawn[:10]:
            actions.assess(facts, now=NOW)
        spent = []
        for facts in drawn[10:]:
            before = time.perf_counter_ns()
            actions.assess(facts, now=NOW)
            spent.append((time.perf_counter_ns() - before) / 1e6)
        say(f"{name:24} {spread(spent)} ms an assessment, wall")


def buyer(dice: random.Random, orders: int) -> Any:
    """Return an order by somebody who ordered before."""
    number = dice.randrange(orders * 6 // 10)
    address = (20 << 24) + number
    return facts_of(number, ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0)))


def stranger(dice: random.Random, orders: int) -> Any:
    """Return an order by somebody new, from a quiet network."""
    return facts_of(orders + dice.randrange(orders), f"203.0.{dice.randrange(256)}.{dice.randrange(256)}")


def crowd(dice: random.Random, orders: int) -> Any:
    """Return an order by a returning buyer from behind an address that thousands share."""
    return facts_of(dice.randrange(orders * 6 // 10), f"100.64.0.{dice.randrange(20)}")


def facts_of(number: int, address: str) -> Any:
    """Return an order's facts."""
    facts = import_module("antifraud.engine.facts")
    digest = import_module("hashlib").md5(f"d{number}".encode(), usedforsecurity=False).hexdigest()
    return facts.OrderFacts(
        reference="",
        placed_at=NOW + timedelta(seconds=1),
        is_offline=True,
        payment_method="cash-on-delivery",
        amount_minor=4_500,
        currency="EUR",
        units=2,
        email=f"buyer{number}@example.com",
        phone=f"+407{number:08}",
        name=f"Buyer {number}",
        street=f"Strada {number // 2}",
        postcode="500051",
        city="Brasov",
        country="RO",
        address=address,
        address_country="RO",
        address_kind="unknown",
        device=digest,
        visit_pages=9,
        visit_product_pages=4,
    )


def spread(values: list[float]) -> str:
    """Write a distribution down."""
    parts = statistics.quantiles(values, n=100)
    return f"{statistics.median(values):6.1f} median {parts[94]:6.1f} p95 {max(values):6.1f} most"


def say(line: str) -> None:
    """Print a line of the report."""
    print(line, flush=True)  # noqa: T201 # printing is what it is for


if __name__ == "__main__":
    main()
