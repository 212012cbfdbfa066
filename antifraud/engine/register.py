"""Tell in microseconds that nothing about an order is listed, with a million entries in memory.

A register holds no entries, only what they are about: networks as numbers by prefix length, everything else as hashes
by subject. So it may say "perhaps" of what is not listed (one hash in 10^13 is another's), never "no" of what is. What
it says "perhaps" to is looked up among the entries themselves.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_network

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
        # A bit for each /24 of IPv4 of which something is listed: of most addresses nothing near is, and no level is
        # asked. What was taken off leaves its bit, which costs a moment and nothing else.
        self._near = bytearray()
        self._marks: dict[str, dict[int, int]] = {str(subject): {} for subject in Subject}

    def __len__(self) -> int:
        """Return how many values are listed."""
        return sum(map(len, (*self._levels.values(), *self._marks.values())))

    def put(self, effect: str, subject: str, value: str) -> None:
        """Note that a list speaks of a value."""
        table, key = self._place(subject, value)
        table[key] = table.get(key, 0) | BITS[effect]
        if subject in NETWORKS:
            self._mark_near(ip_network(value) if "/" in value else IPv4Address(value))

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
        if sought.version != 4 or (self._near and self._near[number >> 11] >> (number >> 8 & 7) & 1):
            for shift, numbers in self._shifts[sought.version]:
                if number >> shift in numbers:
                    return True
        marks = self._marks
        for subject, mark in sought.marks:  # noqa: SIM110 # any() would take longer than all the rest
            if mark in marks[subject]:
                return True
        return False

    def _place(self, subject: str, value: str) -> tuple[dict[int, int], int]:
        if subject not in NETWORKS:
            return self._marks[subject], hash(value)
        if subject == Subject.ADDRESS and "/" not in value:
            return self._level(4, 32), int(IPv4Address(value))
        network = ip_network(value)
        shift = network.max_prefixlen - network.prefixlen
        return self._level(network.version, network.prefixlen), int(network.network_address) >> shift

    def _mark_near(self, there: IPv4Address | IPv4Network | IPv6Network) -> None:
        if there.version != 4:
            return
        if not self._near:
            self._near = bytearray(1 << 21)
        first = int(there if isinstance(there, IPv4Address) else there.network_address) >> 8
        blocks = 1 if isinstance(there, IPv4Address) else max(1, there.num_addresses >> 8)
        if blocks >= 8:
            self._near[first >> 3 : (first + blocks) >> 3] = b"\xff" * (blocks >> 3)
        else:
            for block in range(first, first + blocks):
                self._near[block >> 3] |= 1 << (block & 7)

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
