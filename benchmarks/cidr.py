"""Print what a million listed networks cost: memory, time to build, look-ups, and how long other threads wait.

    python -m benchmarks.cidr

Addresses are drawn evenly over all of IPv4, which is kinder to nothing: each look-up touches memory no other touched.
"""

import platform
import random
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path

from tqdm import tqdm

from botguard.engine.address import Address, Network
from botguard.engine.cidr import Table
from botguard.engine.roll import Roll

NETWORKS = 1_000_000
LOOKUPS = 200_000
LISTS = 4
# Shares of the prefix lengths, after public lists of attackers: most entries are single addresses.
LENGTHS = {
    32: 0.60, 31: 0.01, 30: 0.01, 29: 0.02, 28: 0.02, 27: 0.01, 26: 0.01, 25: 0.01, 24: 0.14, 23: 0.03, 22: 0.04,
    21: 0.02, 20: 0.02, 19: 0.01, 18: 0.005, 17: 0.005, 16: 0.004,
}  # fmt: skip
LENGTHS6 = {64: 0.02, 56: 0.006, 48: 0.006, 32: 0.004}


def memory() -> float:
    """Return how many MiB this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def networks(dice: random.Random) -> list[Network]:
    """Return random networks."""
    found: set[Network] = set()
    for length, share in tqdm(LENGTHS.items(), desc="drawing", leave=False):
        wanted = len(found) + int(NETWORKS * share)
        while len(found) < wanted:
            found.add(IPv4Network((dice.getrandbits(length) << (32 - length), length)))
    for length, share in LENGTHS6.items():
        wanted = len(found) + int(NETWORKS * share)
        while len(found) < wanted:
            head = 0x2001 << 112 | dice.getrandbits(length - 16) << (128 - length)
            found.add(IPv6Network((head, length)))
    while len(found) < NETWORKS:
        found.add(IPv4Network(dice.getrandbits(32)))
    return list(found)


def look_up(table: Table[str], addresses: Sequence[Address]) -> list[float]:
    """Return microseconds of each look-up, less what reading the clock costs."""
    clock, find, spent = time.perf_counter_ns, table.find, []
    bare = statistics.median(-(clock() - clock()) for _ in range(10_000))
    for address in tqdm(addresses, desc="looking up", leave=False):
        before = clock()
        find(address)
        spent.append((clock() - before - bare) / 1000)
    return spent


def waits(during: Callable[[], object]) -> tuple[float, list[float]]:
    """Run something in another thread, as a server does; return its seconds, and how late this thread woke (ms)."""
    done, pause, took, late = threading.Event(), threading.Event(), [0.0], []

    def run() -> None:
        before = time.perf_counter()
        during()
        took[0] = time.perf_counter() - before
        done.set()

    thread = threading.Thread(target=run)
    thread.start()
    while not done.is_set():
        before = time.perf_counter()
        pause.wait(0.001)
        late.append((time.perf_counter() - before - 0.001) * 1000)
    thread.join()
    return took[0], late


def say(line: str) -> None:
    """Print a line."""
    print(line)  # noqa: T201 # printing is what it is for


def main() -> None:
    """Measure and print."""
    dice = random.Random(1)  # noqa: S311 # a benchmark's dice are no secret
    drawn = networks(dice)
    dice.shuffle(drawn)
    packed = [Roll.of(drawn[number::LISTS]).packed() for number in range(LISTS)]
    listed: list[Address] = [network[0] for network in drawn[:LOOKUPS]]
    before, started = memory(), time.perf_counter()
    table = Table.of([(str(number), Roll.unpacked(each)) for number, each in enumerate(packed)])
    took, held = time.perf_counter() - started, memory() - before
    say(f"{platform.python_implementation()} {platform.python_version()}, {platform.platform()}")
    say(f"{table.size:,} networks in {LISTS} lists: {held:.0f} MiB, built in {took:.2f} s")
    others: list[Address] = [IPv4Address(dice.getrandbits(32)) for _ in range(LOOKUPS)]
    others6: list[Address] = [IPv6Address(0x2001 << 112 | dice.getrandbits(112)) for _ in range(LOOKUPS)]
    for name, addresses in (("any IPv4", others), ("any IPv6", others6), ("listed only", listed)):
        spent = look_up(table, addresses)
        share = sum(bool(table.find(address)) for address in addresses) / len(addresses)
        most = statistics.quantiles(spent, n=100)[98]
        say(
            f"{name:12} {statistics.median(spent):.2f} µs median, {most:.2f} µs for 99 of 100; {share:.0%} listed"
        )
    idle = threading.Event()
    rest = threading.Event()
    for name, work in (
        ("doing nothing", lambda: idle.wait(1.5)),
        (
            "rebuilding",
            lambda: Table.of(
                [(str(number), Roll.unpacked(each)) for number, each in enumerate(packed)],
                rest=lambda: rest.wait(0.0005),
            ),
        ),
    ):
        seconds, late = waits(work)
        most, usual = max(late), statistics.quantiles(late, n=100)[98]
        say(
            f"{name} beside for {seconds:.1f} s: serving waited {usual:.1f} ms (99 of 100), {most:.1f} ms at most"
        )


if __name__ == "__main__":
    main()
