"""Print how long an assessment takes among a million past orders, for ordinary buyers and for hubs.

    python -m benchmarks.assess [--orders N] [--keep FOLDER]

It starts servers of its own, fills history in bulk (a year of orders, four in ten by returning buyers, some behind
addresses, and to doors, that thousands share), and assesses new orders one by one, as a worker does. The servers are
set up as a shop's are: a commit waits for the disk. Filling takes minutes; a kept folder is filled once.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any  # modules that can be imported only once Django is set up

from tqdm import tqdm

from benchmarks.machine import described, own_servers

ORDERS = 1_000_000
BATCH = 50_000
PROBES, WARM = 200, 10
OFFICES, SHOPS = 20, 4
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
# Buyers keep their phone, device, card and door, and two share a door. Of a hundred orders two come from behind one of
# twenty addresses side by side, four from behind a single one, and two go to one of four parcel shops.
FILL = """
    INSERT INTO antifraud_orderrecord (reference, placed_at, is_offline, payment_method, currency, amount_minor, units,
        country, customer_id, address, network, device, email, email_key, phone, delivery_key, name_key, card,
        coupon_code, outcome)
    SELECT 'B' || n, %(now)s - interval '365 days' * (1 - n::float / %(orders)s), n %% 2 = 0,
        CASE n %% 2 WHEN 0 THEN 'cash-on-delivery' ELSE 'card' END, 'EUR', 1000 + (n::bigint * 7919) %% 20000,
        1 + n %% 5, 'RO', NULL, host(address)::inet, host(network(set_masklen(address, 24))) || '/24',
        md5('d' || buyer),
        'buyer' || buyer || '@example.com', 'buyer' || buyer || '@example.com', '+407' || lpad(buyer::text, 8, '0'),
        left(encode(sha256(convert_to(
            CASE n %% 50 WHEN 25 THEN 'RO parcel shop ' || n / 50 %% %(shops)s ELSE 'RO strada ' || buyer / 2 END
            || ' 500051 brasov', 'UTF8')), 'hex'), 32),
        left(encode(sha256(convert_to('buyer ' || buyer, 'UTF8')), 'hex'), 32),
        CASE n %% 2 WHEN 1 THEN md5('c' || buyer) ELSE '' END, '', ''
    FROM (
        SELECT n, (n::bigint * 2654435761 %% (%(orders)s * 6 / 10))::int AS buyer,
            CASE WHEN n %% 50 = 0 THEN '100.64.0.0'::inet + n / 50 %% %(offices)s
                WHEN n %% 25 = 3 THEN '100.65.0.1'::inet
                ELSE '20.0.0.0'::inet + (n::bigint * 2654435761 %% (%(orders)s * 6 / 10)) END AS address
        FROM generate_series(%(first)s, %(last)s) n
    ) drawn"""
OUTCOMES = """
    INSERT INTO antifraud_orderoutcome (record_id, outcome, known_at)
    SELECT id, CASE WHEN id % 200 = 0 THEN 'fraud' WHEN id % 20 = 0 THEN 'refused' ELSE 'delivered' END,
        placed_at + interval '5 days' FROM antifraud_orderrecord WHERE id % 10 < 8"""
type Draw = Callable[[random.Random, int], Any]


def main() -> None:
    """Fill, measure and print."""
    parser = argparse.ArgumentParser(description="Measure assessments among many past orders.")
    parser.add_argument("--orders", type=int, default=ORDERS, metavar="N", help="past orders (a million)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the filled servers there")
    options = parser.parse_args()
    with own_servers(options.keep, is_durable=True):
        say(described())
        prepare(options.orders)
        report(options.orders)


def prepare(orders: int) -> None:
    """Write past orders and what became of them, unless they are there; remove what an earlier run assessed."""
    connection = import_module("django.db").connection
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE antifraud_assessment")
        cursor.execute("DELETE FROM antifraud_orderrecord WHERE reference NOT LIKE 'B%'")
        cursor.execute("SELECT count(*) FROM antifraud_orderrecord")
        (found,) = cursor.fetchone()
    if found not in (0, orders):
        raise SystemExit(f"The folder holds {found:,} past orders, not {orders:,}: name another one.")
    if not found:
        seconds = fill(orders)
        say(f"{orders:,} past orders, written in {seconds:,.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE antifraud_orderrecord, antifraud_orderoutcome, antifraud_assessment")


def fill(orders: int) -> float:
    """Write past orders and what became of them, all or none; return the seconds it took."""
    database = import_module("django.db")
    began = time.perf_counter()
    values = {"now": NOW, "orders": orders, "offices": OFFICES, "shops": SHOPS}
    with database.transaction.atomic(), database.connection.cursor() as cursor:
        with tqdm(total=orders, desc="orders", unit=" orders") as progress:
            for first in range(1, orders + 1, BATCH):
                last = min(first + BATCH - 1, orders)
                cursor.execute(FILL, values | {"first": first, "last": last})
                progress.update(last - first + 1)
        cursor.execute(OUTCOMES)
    return time.perf_counter() - began


def report(orders: int) -> None:
    """Assess new orders of each kind and print how long it took, by the clock and by the processors."""
    actions = import_module("antifraud.actions")
    dice = random.Random(1)  # noqa: S311 # the dice of a benchmark
    kinds: tuple[tuple[str, Draw], ...] = (
        ("returning buyers", buyer),
        ("new buyers", stranger),
        ("behind one of twenty shared addresses", office),
        ("behind one address of 40,000 orders", gateway),
        ("to a parcel shop of 5,000 orders", parcel_shop),
    )
    for place, (name, draw) in enumerate(kinds):
        drawn = [replace(draw(dice, orders), reference=f"P{place}-{number}") for number in range(PROBES)]
        for facts in drawn[:WARM]:
            actions.assess(facts, now=NOW)
        spent = []
        worked, served = time.process_time(), backend_seconds()
        for facts in drawn[WARM:]:
            before = time.perf_counter_ns()
            actions.assess(facts, now=NOW)
            spent.append((time.perf_counter_ns() - before) / 1e6)
        here = (time.process_time() - worked) * 1e3 / len(spent)
        there = (backend_seconds() - served) * 1e3 / len(spent)
        say(f"{name:38} {spread(spent)} ms; processors {here:.1f} ms here, {there:.1f} ms in PostgreSQL")


def backend_seconds() -> float:
    """Return how long processors have worked for this connection in PostgreSQL."""
    with import_module("django.db").connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def buyer(dice: random.Random, orders: int) -> Any:
    """Return an order by somebody who ordered before."""
    number = dice.randrange(orders * 6 // 10)
    address = (20 << 24) + number
    return facts_of(number, ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0)))


def stranger(dice: random.Random, orders: int) -> Any:
    """Return an order by somebody new, from a quiet network."""
    return facts_of(orders + dice.randrange(orders), f"203.0.{dice.randrange(256)}.{dice.randrange(256)}")


def office(dice: random.Random, orders: int) -> Any:
    """Return an order by a returning buyer from behind an address that many share, beside others of the kind."""
    return facts_of(dice.randrange(orders * 6 // 10), f"100.64.0.{dice.randrange(OFFICES)}")


def gateway(dice: random.Random, orders: int) -> Any:
    """Return an order by a returning buyer from behind an address that very many share."""
    return facts_of(dice.randrange(orders * 6 // 10), "100.65.0.1")


def parcel_shop(dice: random.Random, orders: int) -> Any:
    """Return an order by a returning buyer to a door that thousands share."""
    return replace(buyer(dice, orders), street=f"Parcel shop {dice.randrange(SHOPS)}")


def facts_of(number: int, address: str) -> Any:
    """Return an order's facts."""
    facts = import_module("antifraud.engine.facts")
    is_offline = number % 2 == 0
    return facts.OrderFacts(
        reference="",
        placed_at=NOW + timedelta(seconds=1),
        is_offline=is_offline,
        payment_method="cash-on-delivery" if is_offline else "card",
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
        device=digest(f"d{number}"),
        card=None if is_offline else digest(f"c{number}"),
        visit_pages=9,
        visit_product_pages=4,
    )


def digest(text: str) -> str:
    """Return what PostgreSQL's md5 does."""
    return str(import_module("hashlib").md5(text.encode(), usedforsecurity=False).hexdigest())


def spread(values: list[float]) -> str:
    """Write a distribution down."""
    parts = statistics.quantiles(values, n=100)
    return f"{statistics.median(values):6.1f} median {parts[94]:6.1f} p95 {max(values):6.1f} most"


def say(line: str) -> None:
    """Print a line of the report."""
    print(line, flush=True)  # noqa: T201 # printing is what it is for


if __name__ == "__main__":
    main()
