"""Print what the journal costs: processor time per event folded into PostgreSQL, and Valkey's memory while it waits.

    python -m benchmarks.fold [events]

A day's mix as processes hand it over: most visitors read some ten pages, a tenth of the requests is a program's that is
refused. It starts a PostgreSQL and a Valkey of its own. The worker's part (reading the stream, JSON, trails, Django) is
this process's own time; what PostgreSQL's processes spend on it is printed apart.
"""

import os
import random
import resource
import sys
import time
from importlib import import_module
from ipaddress import IPv4Address
from pathlib import Path

from tqdm import tqdm

from benchmarks.machine import described, own_servers

EVENTS = 100_000
PAGES_A_VISITOR = 10
# Batches of a fold: the task takes so many at most, and runs every five seconds.
EVENTS_A_FOLD = 5_000
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Fill the stream, fold it, and print."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    with own_servers():
        measure(events)


def measure(events: int) -> None:
    """Write and fold by turns, as the shop and its worker do, and print what each cost."""
    store, fold = import_module("botguard.counters.store"), import_module("botguard.actions.fold")
    models = import_module("botguard.models")
    client, dice = store.client(), random.Random(1)  # noqa: S311 # the dice of a benchmark
    # The first look at an address opens the network files, and the first query the connection.
    write(PAGES_A_VISITOR, dice)
    fold.fold_events()
    base = client.info("memory")["used_memory"]
    waiting, batches, spent, waited, folded = 0, 0, 0.0, 0.0, 0
    server_before, begun = server_seconds(), time.perf_counter()
    with tqdm(total=events, desc="folding", unit=" events", mininterval=1) as progress:
        while folded < events:
            number = min(EVENTS_A_FOLD, events - folded)
            write(number, dice)
            waiting = max(waiting, client.memory_usage(store.EVENTS, samples=0) or 0)
            batches += client.xlen(store.EVENTS)
            before, wall = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
            while fold.fold_events():
                pass
            after = resource.getrusage(resource.RUSAGE_SELF)
            spent += after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            waited += time.perf_counter() - wall
            folded += number
            progress.update(number)
    seconds, server = time.perf_counter() - begun, server_seconds() - server_before
    at_once = min(EVENTS_A_FOLD, events)
    size, batch = waiting / at_once, events / batches
    full = size * batch * store.MOST_EVENTS / 2**20
    for line in (
        described(client),
        f"PostgreSQL {version()}, {events:,} events of {models.Visit.objects.count():,} visits in {seconds:,.0f} s",
        f"worker's processor time: {spent / events * 1e6:6.0f} µs an event",
        f"PostgreSQL's:            {server / events * 1e6:6.0f} µs an event (its server's processes together)",
        f"wall time of folding:    {waited / events * 1e6:6.0f} µs an event, {events / waited:,.0f} events a second",
        f"stream: {size:,.0f} bytes an event in Valkey, {batch:.0f} events a batch",
        f"        a full one of {store.MOST_EVENTS:,} batches holds {full:,.0f} MiB",
        f"after folding: {(client.info('memory')['used_memory'] - base) / 1024:,.0f} KiB more in Valkey than before",
        f"kept: {rows(models.Visit):,.0f} bytes a visit, {rows(models.Decision):,.0f} a decision, with indexes",
    ):
        print(line)  # noqa: T201 # printing is what it is for


def write(number: int, dice: random.Random) -> None:
    """Note so many requests down as the middleware does, and hand them over whenever the journal says so."""
    journal, counters = import_module("botguard.actions.journal"), import_module("botguard.counters")
    decide, conf = import_module("botguard.engine.decide").decide, import_module("botguard.conf")
    store, history_of = import_module("botguard.counters.store"), histories()
    client, now = store.client(), time.time()
    for place in range(number):
        # Visitors take turns, one click in seven seconds each.
        at = now + place * 7 / max(1, number // PAGES_A_VISITOR)
        is_program = place % 10 == 0
        facts = facts_of(dice.randrange(number // PAGES_A_VISITOR or 1), is_program=is_program, now=at)
        history = history_of[is_program]
        verdict = decide(facts, history, conf.policy(), now=at)
        journal.record(facts, history, verdict, is_enforced=True, now=at)
        if taken := counters.journal.take(now=at):
            for text in taken:
                client.xadd(store.EVENTS, {"e": text}, maxlen=store.MOST_EVENTS)
    counters.flush()


def histories() -> tuple[object, object]:
    """Return what the counters would have answered about a person, and about a program."""
    history = import_module("botguard.engine.facts").History
    person = history(pages=6, pages_60=4, pages_600=6, requests_60=6, product_pages=3, products_60=2)
    program = history(pages=90, pages_10=30, pages_60=90, pages_600=90, products_60=80, products_3600=80)
    return person, program


def facts_of(number: int, *, is_program: bool, now: float) -> object:
    """Return a visitor's request for a product."""
    facts, keys = import_module("botguard.engine.facts"), import_module("botguard.engine.key")
    # Programs have addresses and keys of their own; eight visitors share a neighbourhood.
    address = IPv4Address((20 + 20 * is_program << 24) + (number // 8) * 256 + number % 8 + 1)
    key = keys.cut((number + (is_program << 64)).to_bytes(16), address=address, agent="", now=int(now) - 60)
    return facts.RequestFacts(
        address=address,
        room="browse",
        method="GET",
        path=f"/p/product-{number * 7 % 20_000}/",
        agent="Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
        agent_class="tool" if is_program else "browser",
        languages="en-GB,en;q=0.8",
        is_navigation=True,
        is_product=True,
        key=key,
        key_state="good",
    )


def rows(model: type) -> float:
    """Return how many bytes one of a model's rows takes."""
    connection = import_module("django.db").connection
    number = int(model.objects.count())  # type: ignore[attr-defined] # always a Django model
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [model._meta.db_table])  # type: ignore[attr-defined] # likewise
        size = float(cursor.fetchone()[0])
    return size / max(1, number)


def version() -> str:
    """Return PostgreSQL's version."""
    with import_module("django.db").connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def server_seconds() -> float:
    """Return the processor time that this connection's server process has spent, and its parent's other children."""
    with import_module("django.db").connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        parent = stat(int(cursor.fetchone()[0]))[1]
    seconds = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            spent, above = stat(int(folder.name))
        except (OSError, ValueError):
            continue
        seconds += spent if above == parent else 0.0
    return seconds


def stat(pid: int) -> tuple[float, int]:
    """Return a process's seconds of processor time, and its parent."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS, int(fields[1])


if __name__ == "__main__":
    main()
