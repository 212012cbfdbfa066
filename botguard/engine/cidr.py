"""Look an address up in lists of a million networks: one table over all of them.

Measured with 1,000,000 networks (benchmarks/cidr.py): a third of a microsecond a look-up, 70 MiB, and no other thread
waits for longer than a few milliseconds while a table is built.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

from botguard.engine.address import Address
from botguard.engine.roll import Level, Roll

# So many numbers nearly fill a dict of 32,768 places (it grows at 21,845); it is also the longest single step.
SHARD = 20_500
PAUSE_EVERY = 4_096


# Numbers, and the place in Table.owners of those who list them. Of whole numbers alone: the garbage collector, which
# would stop the process to look through a million entries, never follows such dicts.
type Shards = tuple[dict[int, int], ...]
type Levels = tuple[tuple[int, Shards], ...]  # each with the shift that turns an address into a number


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table[Mark]:
    """Which of some lists hold an address: the cost grows neither with the lists nor with the networks.

    Of IPv4 two bits a /24 say that all of it is listed (2) and that something smaller in it is (1); only then dicts
    are asked. Of IPv6 the /32 is asked first.
    """

    size: int = 0
    owners: Sequence[tuple[Mark, ...]] = ()
    cells: bytes | bytearray = b""
    wide: Levels = ()  # of IPv4, up to /24
    small: Levels = ()  # of IPv4, longer than /24
    wide6: Levels = ()  # of IPv6, shorter than /32
    heads6: frozenset[int] = frozenset()  # the /32 in which longer ones lie
    small6: Levels = ()

    @classmethod
    def of(
        cls, rolls: Iterable[tuple[Mark, Roll]], *, rest: Callable[[], object] = lambda: None
    ) -> "Table[Mark]":
        """Build a table; `rest` is called every few thousand networks, so that other threads get their turn."""
        marks: list[Mark] = []
        levels: dict[Level, list[Part]] = {}
        for mark, roll in rolls:
            marks.append(mark)
            for level, numbers in roll.levels.items():
                levels.setdefault(level, []).append((len(marks) - 1, numbers))
        owners = _Owners([(number,) for number in range(len(marks))])
        shards = {level: _shards(levels[level], owners, rest) for level in sorted(levels)}
        return cls(
            size=sum(len(numbers) for parts in levels.values() for _, numbers in parts),
            owners=[tuple(marks[number] for number in group) for group in owners.groups],
            cells=_cells(levels, rest) if levels else b"",
            wide=_between(shards, 4, 0, 24),
            small=_between(shards, 4, 25, 32),
            wide6=_between(shards, 6, 0, 31),
            heads6=_heads(levels),
            small6=_between(shards, 6, 32, 64),
        )

    def find(self, address: Address) -> tuple[Mark, ...]:
        """Return the marks of the lists that hold an address."""
        if not self.cells:
            return ()
        number = int(address)
        if type(address) is IPv4Address:
            cell = self.cells[number >> 10] >> (number >> 7 & 6) & 3
            if not cell:
                return ()
            found = self._marks(self.wide, number) if cell & 2 else ()
            return (*found, *self._marks(self.small, number)) if cell & 1 else found
        found = self._marks(self.small6, number) if number >> 96 in self.heads6 else ()
        return (*found, *self._marks(self.wide6, number)) if self.wide6 else found

    def _marks(self, levels: Levels, number: int) -> tuple[Mark, ...]:
        found: tuple[Mark, ...] = ()
        for shift, shards in levels:
            wanted = number >> shift
            place = shards[wanted % len(shards)].get(wanted)
            if place is not None:
                found = (*found, *self.owners[place])
        return found


type Part = tuple[int, Sequence[int]]  # a list's place, and its numbers of one level


class _Owners:
    """Which lists hold the same network: a place for every group of them that occurs."""

    def __init__(self, groups: list[tuple[int, ...]]) -> None:
        self.groups = groups
        self._places: dict[tuple[int, ...], int] = {group: place for place, group in enumerate(groups)}

    def joined(self, place: int, mark: int) -> int:
        """Return the place of a group with one more list."""
        group = (*self.groups[place], mark)
        if group not in self._places:
            self._places[group] = len(self.groups)
            self.groups.append(group)
        return self._places[group]


def _shards(parts: Sequence[Part], owners: _Owners, rest: Callable[[], object]) -> Shards:
    """Spread numbers over dicts: one big dict would hold up every other thread whenever it grew."""
    # An odd number of dicts spreads also what is all multiples of a power of two.
    count = -(-sum(len(numbers) for _, numbers in parts) // SHARD) | 1
    shards: Shards = tuple({} for _ in range(count))
    for mark, numbers in parts:
        for turn, number in enumerate(numbers):
            shard = shards[number % count]
            place = shard.setdefault(number, mark)
            if place != mark:
                shard[number] = owners.joined(place, mark)
            if turn % PAUSE_EVERY == 0:
                rest()
    return shards


def _cells(levels: Mapping[Level, Sequence[Part]], rest: Callable[[], object]) -> bytearray:
    cells = bytearray(1 << 22)
    # Short prefixes first: they write whole bytes, the longer ones add their bits to those.
    for version, length in sorted(levels):
        for _, numbers in levels[version, length] if version == 4 else ():
            for place, number in enumerate(numbers):
                if length > 24:
                    block = number >> (length - 24)
                    cells[block >> 2] |= 1 << ((block & 3) * 2)
                elif length <= 22:
                    cells[number << (22 - length) : (number + 1) << (22 - length)] = b"\xaa" * (
                        1 << (22 - length)
                    )
                else:
                    for block in range(number << (24 - length), (number + 1) << (24 - length)):
                        cells[block >> 2] |= 2 << ((block & 3) * 2)
                if place % PAUSE_EVERY == 0:
                    rest()
    return cells


def _between(shards: Mapping[Level, Shards], version: int, least: int, most: int) -> Levels:
    width = 32 if version == 4 else 128
    return tuple(
        (width - length, found)
        for (kind, length), found in shards.items()
        if kind == version and least <= length <= most
    )


def _heads(levels: Mapping[Level, Sequence[Part]]) -> frozenset[int]:
    return frozenset(
        number >> (length - 32)
        for (version, length), parts in levels.items()
        if version == 6 and length >= 32
        for _, numbers in parts
        for number in numbers
    )
