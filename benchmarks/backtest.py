"""Print how long a rule takes on 100,000 stored orders, in a private database that is thrown away.

python -m benchmarks.backtest
"""

import os
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import batched
from pathlib import Path
from random import Random
from typing import Any  # what the shop's modules hold is known only after Django is set up

from tqdm import tqdm

from benchmarks.machine import described, own_servers

ORDERS = 100_000
RUNS = 3
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
RULES = (
    "order.amount > 200",
    'order.amount > 100 && address.orders_24h >= 1 && delivery.country != "RO"',
    'email.domain == "mailinator.com" || phone.refused > 0 || (visit.seconds < 20 && order.is_offline)',
    "true",
)


def main() -> None:
    """Start servers, fill them, try each rule, stop the servers."""
    with own_servers():
        fill(Random(1))  # noqa: S311  # no secret
        measure()


def fill(dice: Random) -> None:
    """Write orders of half a year, judged, with what became of them."""
    rows = import_module("antifraud.models")
    record_of = import_module("antifraud.actions.record").record_of
    stored = import_module("antifraud.engine.stored")
    ordinary = import_module("tests.antifraud.orders")
    quiet = stored.history_to_json(ordinary.QUIET)
    with tqdm(total=ORDERS, desc="filling", unit=" orders") as bar:
        for batch in batched(range(ORDERS), 2_000, strict=False):
            facts = [_facts(number, dice, ordinary.ORDINARY) for number in batch]
            records = rows.OrderRecord.objects.bulk_create([record_of(each) for each in facts])
            rows.Assessment.objects.bulk_create(
                _assessment(rows, each, stored.facts_to_json(each), _history(quiet, dice)) for each in facts
            )
            rows.OrderOutcome.objects.bulk_create(
                rows.OrderOutcome(
                    record=record,
                    outcome=dice.choices(["kept", "refused", "chargeback"], [90, 8, 2])[0],
                    known_at=record.placed_at + timedelta(days=20),
                )
                for record in records
                if dice.random() < 0.9
            )
            bar.update(len(batch))
    with import_module("django.db").connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure() -> None:
    """Try each rule a few times and print seconds, and how many of them processors worked."""
    backtest = import_module("antifraud.queries.backtest").backtest
    print(f"{ORDERS:,} orders; {described()}")  # noqa: T201
    for rule in RULES:
        spent, worked, found = [], [], None
        for _ in range(RUNS):
            began, busy = time.perf_counter(), _busy()
            found = backtest(rule, since=NOW - timedelta(days=200), now=NOW)
            spent.append(time.perf_counter() - began)
            worked.append(_busy() - busy)
        hit, wall, cpu = found.hit if found else 0, statistics.median(spent), statistics.median(worked)
        print(f"{wall:6.2f} s, {cpu:5.2f} s of them work  {hit:>7,} met  {rule}")  # noqa: T201


def _busy() -> float:
    """Return seconds of processor that this process and its database connection have used."""
    with import_module("django.db").connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        fields = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().split()
    return time.process_time() + (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def _facts(number: int, dice: Random, ordinary: Any) -> Any:
    who = dice.randrange(ORDERS // 3)
    return replace(
        ordinary,
        reference=f"B{number:07}",
        placed_at=NOW - timedelta(days=180) * dice.random(),
        email=f"buyer{who}@{dice.choice(['example.com', 'example.org', 'mailinator.com'])}",
        phone=f"+40{700_000_000 + who}",
        amount_minor=int(dice.lognormvariate(8.5, 0.8)),
        country=dice.choice(["RO", "RO", "BG", "HU"]),
        visit_seconds=dice.expovariate(1 / 300),
        device=f"device-{who}",
    )


def _history(quiet: dict[str, Any], dice: Random) -> dict[str, Any]:
    return quiet | {"address": {"orders_24h": dice.choice([0, 0, 0, 1, 2]), "orders_7d": 3}}


def _assessment(rows: Any, facts: Any, known: dict[str, Any], history: dict[str, Any]) -> Any:
    return rows.Assessment(
        reference=facts.reference,
        level="green",
        prior=-170,
        total=-170,
        score=2,
        recommendation="clear",
        would="clear",
        sentence="Score 2 of 100: nothing that worries.",
        mode="enforce",
        evidence=[{"code": f"signal-{number}", "points": 10, "sentence": "Why"} for number in range(4)],
        unchecked=[],
        matched=[],
        facts=known,
        history=history,
        versions={"policy": "benchmark"},
        duration_us=9_000,
        assessed_at=facts.placed_at,
    )


if __name__ == "__main__":
    main()
