"""Tell in microseconds that nothing about an order is listed, with a million entries in memory.

A register holds no entries, only what they are about: networks as numbers by prefix length, everything else as hashes
by subject. So it may say "perhaps" of what is not listed (one hash in 10^13 is another's), never "no" of what is. What
it says "perhaps" to is looked up among the entries themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_network

from antifraud.engine.facts import OrderFacts
from antifraud.engine.subject import Subject, listable_texts, parse_address

# One entry a list may speak of a value at a time, so a bit each says who does.
BITS = {"block": 1, "allow": 2}
NETWORKS = frozenset({str(Subject.ADDRESS), str(Subject.CIDR)})
# IP version and prefix length.
type Level = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What of an order could be listed: its address as a number, and hashes of everything else."""

    version: int = 0  # of the address; 0 is none
    number: int = 0
    marks: tuple[tuple[str, int], ...] = ()  # subject, hash


def sought_of(facts: OrderFacts) -> Sought:
    """Return what to look for."""
    marks = tuple((subject, hash(value)) for subject, value in listable_texts(facts))
    address = parse_address(facts.address)
    if address is None:
        return Sought(marks=marks)
    return Sought(version=address.version, number=int(address), marks=marks)


class Register:
    """What is on the lists, to be asked before the entries are."""

    def __init__(self) -> None:
        self._levels: dict[Level, dict[int, int]] = {}
        # The same by version, each with the shift that turns an address into a number.
        self._shifts: dict[int, tuple[tuple[int, dict[int, int]], ...]] = {0: (), 4: (), 6: ()}
        self._marks: dict[str, dict[int, int]] = {str(subject): {} for subject in Subject}

    def __len__(self) -> int:
        """Return how many values are listed."""
        return sum(map(len, (*self._levels.values(), *self._marks.values())))

    def put(self, effect: str, subject: str, value: str) -> None:
        """Note that a list speaks of a value."""
        table, key = self._place(subject, value)
        table[key] = table.get(key, 0) | BITS[effect]

    def drop(self, effect: str, subject: str, value: str) -> None:
        """Note that a list speaks of a value no more."""
        table, key = self._place(subject, value)
        left = table.get(key, 0) & ~BITS[effect]
        if left:
            table[key] = left
        else:
            table.pop(key, None)

    def may_hold(self, sought: Sought) -> bool:
        """Return whether a list may speak of an order; False is certain."""
        number = sought.number
        for shift, numbers in self._shifts[sought.version]:
            if number >> shift in numbers:
                return True
        marks: Mapping[str, dict[int, int]] = self._marks
        return any(mark in marks[subject] for subject, mark in sought.marks)

    def _place(self, subject: str, value: str) -> tuple[dict[int, int], int]:
        if subject not in NETWORKS:
            return self._marks[subject], hash(value)
        if subject == Subject.ADDRESS and "/" not in value:
            return self._level(4, 32), int(IPv4Address(value))
        network = ip_network(value)
        shift = network.max_prefixlen - network.prefixlen
        return self._level(network.version, network.prefixlen), int(network.network_address) >> shift

    def _level(self, version: int, length: int) -> dict[int, int]:
        if (version, length) not in self._levels:
            self._levels[version, length] = {}
            width = 32 if version == 4 else 128
            self._shifts[version] = tuple(
                (width - level, numbers)
                for (kind, level), numbers in sorted(self._levels.items())
                if kind == version
            )
        return self._levels[version, length]
