"""Print what a million list entries cost: memory, time to learn them, and asking about an order.

python -m benchmarks.lists
"""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from pathlib import Path

from tqdm import tqdm

from antifraud.engine.facts import OrderFacts
from antifraud.engine.register import Register, Sought, sought_of
from benchmarks.machine import described

ENTRIES = 1_000_000
ORDERS = 20_000
# Shares of the subjects: what shops block most are e-mails and addresses.
SHARES = {"email": 0.35, "address": 0.3, "phone": 0.15, "device": 0.1, "cidr": 0.05, "delivery": 0.05}
AN_ORDER = OrderFacts(
    reference="A",
    placed_at=datetime(2026, 3, 3, 12, tzinfo=UTC),
    is_offline=True,
    payment_method="cash-on-delivery",
    amount_minor=4_500,
    currency="EUR",
    units=2,
    email="",
    phone="",
    name="Maria Ionescu",
    street="",
    postcode="500051",
    city="Brasov",
    country="RO",
    address_country="RO",
    address_asn=64_500,
)


def memory() -> float:
    """Return how many MiB this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def value(subject: str, dice: random.Random) -> str:
    """Return a random value of a subject."""
    number = dice.getrandbits(32)
    match subject:
        case "email":
            return f"customer{number:x}@example{number % 900}.com"
        case "address" if number % 10 == 0:
            return str(IPv6Network((0x2001 << 112 | dice.getrandbits(48) << 64, 64)))
        case "address":
            return str(IPv4Address(number))
        case "phone":
            return f"+407{number % 100_000_000:08d}"
        case "device":
            return f"{number:x}{dice.getrandbits(64):x}"
        case "cidr":
            # Short ones are rare, but there are some of nearly every length: each costs a look.
            length = 31 - min(21, int(dice.expovariate(0.45)))
            return str(IPv4Network((number >> (32 - length) << (32 - length), length)))
    return f"RO strada {number} 14 500051 brasov"


def order(dice: random.Random) -> OrderFacts:
    """Return an order from anywhere."""
    return replace(
        AN_ORDER,
        email=value("email", dice),
        phone=value("phone", dice),
        device=value("device", dice),
        address=str(IPv4Address(dice.getrandbits(32))),
        street=f"Strada {dice.getrandbits(20)} 14",
    )


def timed[T](work: Callable[[T], object], cases: Sequence[T]) -> list[float]:
    """Return microseconds of each call, less what reading the clock costs."""
    clock, spent = time.perf_counter_ns, []
    bare = statistics.median(-(clock() - clock()) for _ in range(10_000))
    for case in cases:
        before = clock()
        work(case)
        spent.append((clock() - before - bare) / 1000)
    return spent


def say(line: str) -> None:
    """Print a line."""
    print(line)  # noqa: T201 # printing is what it is for


def main() -> None:
    """Measure and print."""
    dice = random.Random(1)  # noqa: S311 # a benchmark's dice are no secret
    say(described())
    register, took, before = Register(), 0.0, memory()
    for subject, share in SHARES.items():
        for _ in tqdm(range(int(ENTRIES * share)), desc=subject, leave=False, disable=None):
            text = value(subject, dice)
            started = time.perf_counter()
            register.put("block", subject, text)
            took += time.perf_counter() - started
    say(
        f"{len(register):,} values: {memory() - before:.0f} MiB, learned in {took:.1f} s (without reading them)"
    )
    orders = [order(dice) for _ in range(ORDERS)]
    sought: list[Sought] = [sought_of(each) for each in orders]
    for name, spent in (
        ("looking an order up, all subjects", timed(register.may_hold, sought)),
        ("bringing an order into shape", timed(sought_of, orders)),
    ):
        most = statistics.quantiles(spent, n=100)[98]
        say(f"{name}: {statistics.median(spent):.2f} µs median, {most:.2f} µs for 99 of 100")
    say(f"{sum(map(register.may_hold, sought)) / ORDERS:.1%} of them have something listed")


if __name__ == "__main__":
    main()
