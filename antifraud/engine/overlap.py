"""Say which wanted entries repeat, lie within or contradict others: those of the same paste, and those in force."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network
from math import inf

from antifraud.engine.listing import Line
from antifraud.engine.subject import Subject, ranges_around
from antifraud.engine.trial import NETWORKS, Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An entry in force; without an end it is for ever."""

    entry_id: int
    effect: str
    value: str
    expires_at: datetime | None = None

    @property
    def lasts(self) -> str:
        """Return how long, as people say it."""
        end = self.expires_at
        return "for ever" if end is None else f"until {end.day} {end:%B %Y}"


# Narrower entries are counted so far, and so many are named.
MOST_COVERED = 1_000
NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Entries in force that lie within a range: how many, at most one more than are counted, and the first few."""

    effect: str
    count: int
    first: tuple[str, ...]

    def __str__(self) -> str:
        number = f"more than {MOST_COVERED:,}" if self.count > MOST_COVERED else f"{self.count:,}"
        entries = "entry" if self.count == 1 else "entries"
        named = ", ".join(self.first)
        return f"{number} {entries} ({named}{', …' if self.count > len(self.first) else ''})"


def wider(pair: Pair) -> Iterator[Pair]:
    """Return every range that could be listed and holds an address or a range, widest first."""
    if pair[0] in NETWORKS:
        network = ip_network(pair[1])
        for around in ranges_around(network.network_address):
            if around.prefixlen < network.prefixlen:
                yield str(Subject.CIDR), str(around)


def within_paste(lines: Sequence[Line]) -> dict[int, str]:
    """Return, by line, what an earlier line says already or a wider range of the same paste covers."""
    first: dict[Pair, int] = {}
    for line in lines:
        if not line.problem:
            first.setdefault((line.subject, line.value), line.number)
    levels = _levels(first)
    notes: dict[int, str] = {}
    for line in lines:
        if line.problem:
            continue
        pair = (line.subject, line.value)
        if first[pair] != line.number:
            notes[line.number] = f"The same as line {first[pair]}."
        elif outer := _outer(pair, levels):
            notes[line.number] = f"Lies within {outer[1]} of line {first[outer]}."
    return notes


def against(standing: Sequence[Standing], pair: Pair, *, effect: str) -> str:
    """Return what the entries in force say of a value that is to be blocked or allowed; nothing for nothing.

    Of several ranges that cover it, the one that lasts longest is named.
    """
    same = [entry for entry in standing if entry.effect == effect]
    itself = next((entry for entry in same if entry.value == pair[1]), None)
    said = []
    if itself is not None:
        said.append(f"On the list already {itself.lasts}, entry #{itself.entry_id}.")
    elif same:
        longest = max(same, key=_lasting)
        said.append(f"Already covered by {longest.value} {longest.lasts}, entry #{longest.entry_id}.")
    other = next((entry for entry in standing if entry.effect != effect), None)
    if other is not None and effect == "block":
        said.append(f"Always allowed by entry #{other.entry_id} ({other.value}), which wins.")
    elif other is not None:
        said.append(f"Wins over block entry #{other.entry_id} ({other.value}).")
    return " ".join(said)


def over(covered: Iterable[Covered], *, effect: str) -> str:
    """Return what a range does to narrower entries in force; nothing for nothing."""
    said = []
    for each in covered:
        if each.effect == effect:
            said.append(f"Covers {each} that {'is' if each.count == 1 else 'are'} there already.")
        elif effect == "block":
            said.append(f"Of it {each} {'is' if each.count == 1 else 'are'} always allowed, which wins.")
        else:
            said.append(f"Wins over {each} of the block list.")
    return " ".join(said)


def _lasting(entry: Standing) -> float:
    return inf if entry.expires_at is None else entry.expires_at.timestamp()


type Levels = Mapping[tuple[int, int], Mapping[int, Pair]]


def _levels(pairs: Iterable[Pair]) -> Levels:
    levels: dict[tuple[int, int], dict[int, Pair]] = {}
    for pair in pairs:
        if pair[0] in NETWORKS:
            network = ip_network(pair[1])
            shift = network.max_prefixlen - network.prefixlen
            level = levels.setdefault((network.version, shift), {})
            level[int(network.network_address) >> shift] = pair
    return dict(sorted(levels.items(), reverse=True))


def _outer(pair: Pair, levels: Levels) -> Pair | None:
    """Return the widest other range that holds a range or an address."""
    if pair[0] not in NETWORKS:
        return None
    network = ip_network(pair[1])
    own = network.max_prefixlen - network.prefixlen
    for (version, shift), numbers in levels.items():
        if version == network.version and shift > own:
            found = numbers.get(int(network.network_address) >> shift)
            if found is not None:
                return found
    return None
