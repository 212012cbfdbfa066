"""What one list of networks holds: up to a million of them as sorted numbers, found by halving, never all unpacked."""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from botguard.engine.address import Address, Network

# IP version and prefix length.
type Level = tuple[int, int]
# An IPv6 household has a /64; what is longer is listed as that.
LONGEST = {4: 32, 6: 64}


class PackedWrong(ValueError):
    """Bytes that no list was packed into."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roll:
    """The networks of one list: sorted numbers (the address without its host part) by level."""

    levels: Mapping[Level, Sequence[int]]

    @classmethod
    def of(cls, networks: Iterable[Network]) -> "Roll":
        """Arrange networks; each is kept once."""
        numbers: dict[Level, set[int]] = {}
        for network in networks:
            level, number = place_of(network)
            numbers.setdefault(level, set()).add(number)
        return cls.of_numbers(numbers)

    @classmethod
    def of_numbers(cls, numbers: Mapping[Level, Iterable[int]]) -> "Roll":
        """Arrange numbers by level; each is kept once."""
        return cls(
            levels={level: array(_code(level), sorted(set(numbers[level]))) for level in sorted(numbers)}
        )

    @classmethod
    def unpacked(cls, packed: bytes) -> "Roll":
        """Read what `packed` wrote.

        :raises PackedWrong: when the bytes are something else
        """
        levels: dict[Level, Sequence[int]] = {}
        view, place = memoryview(packed), 0
        while place < len(view):
            if place + 6 > len(view):
                raise PackedWrong("cut short")
            version, length, count = view[place], view[place + 1], int.from_bytes(view[place + 2 : place + 6])
            if version not in LONGEST or length > LONGEST[version]:
                raise PackedWrong(f"no level at byte {place}")
            numbers = array(_code((version, length)))
            end = place + 6 + count * numbers.itemsize
            if end > len(view):
                raise PackedWrong("cut short")
            numbers.frombytes(view[place + 6 : end])
            levels[version, length] = _swapped(numbers)
            place = end
        return cls(levels=levels)

    def packed(self) -> bytes:
        """Return bytes: of each level version, length, count (4 bytes), numbers (4 or 8 each, low byte first)."""
        parts = []
        for level, numbers in self.levels.items():
            written = _swapped(array(_code(level), numbers))
            parts += [bytes(level), len(numbers).to_bytes(4), written.tobytes()]
        return b"".join(parts)

    def __len__(self) -> int:
        return sum(map(len, self.levels.values()))

    def holds(self, address: Address) -> bool:
        """Tell whether an address lies in one of the networks."""
        number, width = int(address), address.max_prefixlen
        for (version, length), numbers in self.levels.items():
            if version == address.version and _is_in(numbers, number >> (width - length)):
                return True
        return False

    def networks(self) -> Iterator[Network]:
        """Return the networks, IPv4 first, short prefixes first."""
        for level, numbers in self.levels.items():
            for number in numbers:
                yield _network(level, number)

    def find(
        self, within: Network | None = None, *, after: Network | None = None, limit: int
    ) -> tuple[Network, ...]:
        """Return networks in their order, the first so many behind another; only those that hold or lie in one."""
        found: list[Network] = []
        for level, numbers, first, last in self._spans(within):
            if after is not None:
                here = place_of(after)
                if level < here[0]:
                    continue
                if level == here[0]:
                    first = max(first, bisect_right(numbers, here[1]))
            found += (_network(level, number) for number in numbers[first : min(last, first + limit)])
            if len(found) >= limit:
                break
        return tuple(found[:limit])

    def count(self, within: Network | None = None) -> int:
        """Return how many networks hold or lie in one."""
        return sum(last - first for _, _, first, last in self._spans(within))

    def has(self, network: Network) -> bool:
        """Tell whether exactly this network is listed."""
        level, number = place_of(network)
        return _is_in(self.levels.get(level, ()), number)

    def changed(self, *, add: "Roll", drop: "Roll") -> "Roll":
        """Return the list with other networks: what is both added and dropped is in."""
        levels: dict[Level, Sequence[int]] = {}
        for level in sorted({*self.levels, *add.levels}):
            numbers, gone, more = (each.levels.get(level, ()) for each in (self, drop, add))
            if gone or more:
                # Few change as a rule, and two sorted runs are merged at once: no set of the million is built.
                out = set(gone).difference(more)
                kept = [number for number in numbers if number not in out] if out else list(numbers)
                kept += sorted(number for number in set(more) if not _is_in(numbers, number))
                kept.sort()
                numbers = array(_code(level), kept)
            if numbers:
                levels[level] = numbers
        return Roll(levels=levels)

    def without(self, other: "Roll") -> "Roll":
        """Return what is listed here and not there."""
        return self.changed(add=Roll(levels={}), drop=other)

    def lines(self) -> Iterator[str]:
        """Return the list as a file has it, one network a line, single addresses without their length."""
        for (version, length), numbers in self.levels.items():
            if version == 6:
                yield from (_network((version, length), number).compressed for number in numbers)
                continue
            end = "" if length == 32 else f"/{length}"
            for number in numbers:
                whole = number << (32 - length)
                yield f"{whole >> 24}.{whole >> 16 & 255}.{whole >> 8 & 255}.{whole & 255}{end}"

    def _spans(self, within: Network | None) -> Iterator[tuple[Level, Sequence[int], int, int]]:
        """Return of each level the part that holds, or lies in, a network."""
        for level, numbers in self.levels.items():
            if within is None:
                yield level, numbers, 0, len(numbers)
                continue
            version, length = level
            if version != within.version:
                continue
            shift = within.max_prefixlen - length
            first = bisect_left(numbers, int(within.network_address) >> shift)
            last = bisect_right(numbers, int(within.broadcast_address) >> shift)
            yield level, numbers, first, last


def _is_in(numbers: Sequence[int], wanted: int) -> bool:
    place = bisect_left(numbers, wanted)
    return place < len(numbers) and numbers[place] == wanted


def _network(level: Level, number: int) -> Network:
    version, length = level
    width = 32 if version == 4 else 128
    return ip_network(((number << (width - length)).to_bytes(width // 8), length))


def place_of(network: Network) -> tuple[Level, int]:
    """Return where a network stands: its level, and its number there."""
    length = min(network.prefixlen, LONGEST[network.version])
    return (network.version, length), int(network.network_address) >> (network.max_prefixlen - length)


def _code(level: Level) -> str:
    return "I" if level[0] == 4 else "Q"


def _swapped(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
