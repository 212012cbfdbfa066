"""Find in one pass, over networks in order, which of a long list lie within others or cover them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_network

from antifraud.engine.overlap import NAMED

# Of a long list so many lines are told one by one.
TOLD = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A network of the list that is wanted (by its line), or of an entry in force (line 0)."""

    value: str
    line: int


@dataclass(slots=True, kw_only=True)
class Sweep:
    """How a long list overlaps with itself and with what is in force; `notes` says it of the first few lines."""

    covered: int = 0  # lines that lie within an entry in force or a range of another line
    covering: int = 0  # entries in force that lie within a range of the list
    notes: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    listed: Listed
    version: int
    last: int
    inside: int = 0
    first: list[str] = field(default_factory=list)


def swept(networks: Iterable[Listed]) -> Sweep:
    """Return how wanted networks overlap; they come in PostgreSQL's order of inet, each range before what it holds."""
    sweep = Sweep()
    around: list[_Open] = []  # the ranges that hold the network at hand, widest first
    for listed in networks:
        network = ip_network(listed.value)
        number = int(network.network_address)
        while around and not (around[-1].version == network.version and number <= around[-1].last):
            _close(around.pop(), sweep)
        if around and around[-1].listed.value == listed.value:
            continue  # it is there already, which is no overlap
        if around and listed.line:
            _note_covered(listed, around[0].listed, sweep)
        elif around:
            _count_within(listed, around, sweep)
        if network.num_addresses > 1:
            around.append(_Open(listed, network.version, int(network.broadcast_address)))
    while around:
        _close(around.pop(), sweep)
    sweep.notes.sort()
    return sweep


def _note_covered(listed: Listed, widest: Listed, sweep: Sweep) -> None:
    sweep.covered += 1
    if sweep.covered <= TOLD:
        where = f"of line {widest.line}" if widest.line else "in force"
        sweep.notes.append((listed.line, f"{listed.value} lies within {widest.value} {where}."))


def _count_within(standing: Listed, around: list[_Open], sweep: Sweep) -> None:
    wanted = next((each for each in around if each.listed.line), None)
    if wanted is None:
        return
    sweep.covering += 1
    wanted.inside += 1
    if len(wanted.first) < NAMED:
        wanted.first.append(standing.value)


def _close(range_: _Open, sweep: Sweep) -> None:
    if range_.inside and len(sweep.notes) < 2 * TOLD:
        entries = "entry" if range_.inside == 1 else "entries"
        named = ", ".join(range_.first) + (", …" if range_.inside > len(range_.first) else "")
        sweep.notes.append(
            (
                range_.listed.line,
                f"{range_.listed.value} covers {range_.inside:,} {entries} in force ({named}).",
            )
        )
