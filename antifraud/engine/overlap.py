"""Say which wanted entries repeat, lie within or contradict others: those of the same paste, and those in force."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from antifraud.engine.listing import Line
from antifraud.engine.subject import Subject, ranges_around
from antifraud.engine.trial import NETWORKS, Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An entry in force."""

    entry_id: int
    effect: str
    value: str


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


def against(standing: Iterable[Standing], pair: Pair, *, effect: str) -> str:
    """Return what the entries in force say of a value that is to be blocked or allowed; nothing for nothing."""
    same = other = ""
    for entry in standing:
        if entry.effect == effect:
            there = "On the list already" if entry.value == pair[1] else f"Lies within {entry.value}"
            same = same or f"{there}, entry #{entry.entry_id}."
        elif effect == "block":
            other = other or f"Always allowed by entry #{entry.entry_id} ({entry.value}), which wins."
        else:
            other = other or f"Wins over block entry #{entry.entry_id} ({entry.value})."
    return " ".join(filter(None, (same, other)))


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
