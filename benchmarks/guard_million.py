"""Print what a million active visitors cost: Valkey's memory, a row's size, and how long counting takes among them.

    python -m benchmarks.guard_million [visitors]

A third of the visitors reads one page, a third two, a third six, at addresses of their own, by the very script that
counts requests. It starts a Valkey of its own, for it fills it: allow about 1.5 GB.
"""

import random
import statistics
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from ipaddress import IPv4Address
from itertools import batched

import redis
from django.conf import settings
from tqdm import tqdm

from benchmarks.machine import described, own_servers

VISITORS = 1_000_000
PAGES = (1, 2, 6)
PRODUCTS = 20_000
PROBES = 5_000
AT_ONCE = 200


def main() -> None:
    """Fill, measure and print."""
    visitors = int(sys.argv[1]) if len(sys.argv) > 1 else VISITORS
    with own_servers(migrate=False):
        measure(visitors)


def measure(visitors: int) -> None:
    """Count for a few, then for all, and compare."""
    store = import_module("botguard.counters.store")
    client, dice = store.client(), random.Random(1)  # noqa: S311 # the dice of a benchmark
    few = latencies(visitors, dice)
    client.flushdb()
    empty = client.info("memory")["used_memory"]
    began, requests = time.perf_counter(), 0
    with tqdm(total=visitors, desc="visitors", unit=" visitors", mininterval=1) as progress:
        for numbers in batched(range(visitors), AT_ONCE, strict=False):
            requests += fill(numbers, dice)
            progress.update(len(numbers))
    seconds = time.perf_counter() - began
    used = client.info("memory")["used_memory"] - empty
    looked_at = dice.sample(range(visitors), min(2_000, visitors))
    names = [store.names(address_of(n), key_of(n), key_of(n)) for n in looked_at]
    sizes = [client.memory_usage(each[0]) for each in names]
    lives = [client.ttl(name) for each in names for name in each[:3] if client.exists(name)]
    many = latencies(visitors, dice)
    for line in (
        described(client),
        f"{visitors:,} visitors, {requests:,} requests counted in {seconds:,.0f} s",
        f"memory: {used / 2**20:,.0f} MiB, {used / visitors:,.0f} bytes a visitor with address, network and index",
        f"a visitor's row: {statistics.median(sizes):.0f} bytes in the median, {max(sizes)} at most; limit 1,024",
        f"all of {len(lives):,} rows looked at end by themselves: {all(life > 0 for life in lives)}",
        f"counting one request, wall: {spread(few)} µs in an empty store",
        f"                            {spread(many)} µs among them",
    ):
        print(line)  # noqa: T201 # printing is what it is for


def latencies(visitors: int, dice: random.Random) -> list[float]:
    """Return how many microseconds counting a request takes, of random visitors."""
    counters = import_module("botguard.counters")
    spent = []
    for _ in range(PROBES):
        facts = facts_of(dice.randrange(visitors), dice.randrange(PRODUCTS))
        before = time.perf_counter_ns()
        counters.hit(facts, now=time.time())
        spent.append((time.perf_counter_ns() - before) / 1000)
    return spent


def fill(numbers: tuple[int, ...], dice: random.Random) -> int:
    """Count some visitors' pages, many to a round trip, and return how many pages there were."""
    script = import_module("botguard.counters.script")
    # The answers are packed numbers, which the shop's own client would take for text.
    pipeline = redis.Redis.from_url(settings.REDIS_URL).pipeline(transaction=False)
    for names, arguments in commands(numbers, dice):
        pipeline.evalsha(script.HIT_SHA, len(names), *names, *arguments)
    return len(pipeline.execute())


def commands(
    numbers: tuple[int, ...], dice: random.Random
) -> Iterator[tuple[tuple[str, ...], tuple[object, ...]]]:
    """Yield what the script is asked for every page of some visitors."""
    counters = import_module("botguard.counters")
    keys = import_module("botguard.engine.key")
    for number in numbers:
        for _ in range(PAGES[number % len(PAGES)]):
            facts = facts_of(number, dice.randrange(PRODUCTS))
            hit = counters._hit(facts)
            yield hit.names, counters._arguments(hit, time.time(), shown=keys.packed(facts.key))


def facts_of(number: int, product: int) -> object:
    """Return a visitor's request for a product."""
    facts, keys = import_module("botguard.engine.facts"), import_module("botguard.engine.key")
    now, address = int(time.time()), address_of(number)
    key = keys.Key(
        id=key_of(number),
        born_at=now - 60,
        issued_at=now - 60,
        expires_at=now + 1_700,
        network=keys.network_mark(address),
    )
    return facts.RequestFacts(
        address=address,
        room="browse",
        method="GET",
        path=f"/p/product-{product}/",
        is_navigation=True,
        is_product=True,
        key=key,
        key_state="good",
    )


def address_of(number: int) -> IPv4Address:
    """Return a visitor's address: eight visitors to a neighbourhood."""
    return IPv4Address((20 << 24) + (number // 8) * 256 + number % 8 + 1)


def key_of(number: int) -> str:
    """Return the name of a visitor's key."""
    return f"{number:032x}"


def spread(values: list[float]) -> str:
    """Write a distribution down."""
    parts = statistics.quantiles(values, n=100)
    return f"{statistics.median(values):5.0f} median {parts[98]:6.0f} p99"


if __name__ == "__main__":
    main()
