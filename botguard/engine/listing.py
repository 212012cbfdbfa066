"""Read a file of up to a million networks, line by line; say what is wrong, and who would be shut out.

A million lines take about three seconds: what most lines are, a plain IPv4 address or range, is read without an
object of its own (benchmarks/cidr.py).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network

from botguard.engine.address import Network
from botguard.engine.roll import Level, Roll, place_of
from botguard.engine.rule import (
    HEADINGS,
    WIDEST,
    Line,
    NotARule,
    Own,
    PasteTooLong,
    cell_of,
    network_of,
    shown,
    shut_out_there,
)

MOST_NETWORKS = 1_000_000
# More than any list of so many networks has.
MOST_BYTES = 32 * 1024 * 1024
# Of wrong lines the first so many are told; the others are counted.
TOLD = 100
OCTET = "(0|[1-9][0-9]{0,2})"
PLAIN = re.compile(rf"\s*{OCTET}\.{OCTET}\.{OCTET}\.{OCTET}(?:/([1-9][0-9]?))?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A file as it was read."""

    roll: Roll
    lines: int  # that say something
    wrong: tuple[Line, ...]  # the first of them
    wrong_in_all: int
    doubles: int
    widened: int  # single IPv6 addresses that stand for their /64


def read_listing(text: str, *, effect: str, own: Own) -> Listing:
    """Read a file of addresses and CIDR ranges, one a line; of a CSV file the first column counts.

    :raises PasteTooLong: over a million networks
    """
    numbers: dict[Level, set[int]] = {}
    wrong: list[Line] = []
    good = wrong_in_all = widened = 0
    for number, raw in enumerate(text.splitlines(), start=1):
        try:
            found = _read(raw, number)
        except NotARule as error:
            wrong_in_all += 1
            if len(wrong) < TOLD:
                wrong.append(Line(number=number, text=shown(cell_of(raw)), problem=str(error)))
            continue
        if found is None:
            continue
        level, place, is_widened = found
        numbers.setdefault(level, set()).add(place)
        good += 1
        widened += is_widened
    roll = Roll.of_numbers(numbers)
    if len(roll) > MOST_NETWORKS:
        raise PasteTooLong(f"A list holds at most {MOST_NETWORKS:,} networks; this file has {len(roll):,}.")
    doubles = good - len(roll)
    barred = {} if effect == "allow" else _barred(roll, own=own)
    told = tuple(_told(text, barred)) if barred else ()
    if told:
        roll = roll.without(Roll.of_numbers(_by_level(barred)))
    return Listing(
        roll=roll,
        lines=good + wrong_in_all,
        wrong=tuple(sorted((*told, *wrong), key=lambda line: line.number)[:TOLD]),
        wrong_in_all=wrong_in_all + len(told),
        doubles=doubles,
        widened=widened,
    )


def looked_for(text: str) -> Network:
    """Return the network a search means: an address, a range, or the beginning of an IPv4 address such as 198.51.

    :raises NotARule: when it is none of them
    """
    parts = text.strip().rstrip(".").split(".")
    if len(parts) < 4 and all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
        text = f"{'.'.join([*parts, '0', '0', '0'][:4])}/{8 * len(parts)}"
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError as error:
        raise NotARule("Not an address, a range, or the beginning of an address.") from error


def not_listed(lines: Iterable[Line], *, roll: Roll) -> str:
    """Return what is wrong with taking networks out of a list that does not have them; nothing when it does."""
    for line in lines:
        if line.network is None or roll.has(line.network):
            continue
        around = [each for each in roll.find(line.network, limit=1) if each.supernet_of(line.network)]  # type: ignore[arg-type] # one version
        where = f" It lies in {around[0]}, which is." if around else ""
        return f"Line {line.number}: {line.value} is not in the list.{where}"
    return ""


def _read(raw: str, number: int) -> tuple[Level, int, bool] | None:
    """Return a line's level, its number there, and whether it became a /64; None when it says nothing.

    :raises NotARule: when it is no network, or too wide
    """
    plain = PLAIN.fullmatch(raw)
    if plain is not None:
        a, b, c, d, end = plain.groups()
        length = 32 if end is None else int(end)
        octets = int(a), int(b), int(c), int(d)
        if max(octets) < 256 and WIDEST[4] <= length <= 32:
            whole = octets[0] << 24 | octets[1] << 16 | octets[2] << 8 | octets[3]
            return (4, length), whole >> (32 - length), False
    cell = cell_of(raw)
    if not cell or (number == 1 and cell.casefold() in HEADINGS):
        return None
    if not cell.isprintable():
        raise NotARule("It holds a character that cannot be printed.")
    network = network_of(cell, otherwise="A list holds networks only: addresses and CIDR ranges.")
    level, place = place_of(network)
    return level, place, network.prefixlen > level[1]


def _barred(roll: Roll, *, own: Own) -> Mapping[tuple[Level, int], str]:
    """Return the networks that would shut out those who must come in, and whom."""
    found: dict[tuple[Level, int], str] = {}
    for network in own.networks:
        for each in roll.find(network, limit=MOST_NETWORKS):
            found[place_of(each)] = shut_out_there(each, own=own)
    return found


def _told(text: str, barred: Mapping[tuple[Level, int], str]) -> Iterator[Line]:
    """Return the lines that shut somebody out; read again, for who does so is rare and lists are long."""
    for number, raw in enumerate(text.splitlines(), start=1):
        try:
            found = _read(raw, number)
        except NotARule:
            continue
        if found is not None and (problem := barred.get(found[:2])):
            yield Line(number=number, text=shown(cell_of(raw)), problem=problem)


def _by_level(places: Iterable[tuple[Level, int]]) -> Mapping[Level, set[int]]:
    numbers: dict[Level, set[int]] = {}
    for level, number in places:
        numbers.setdefault(level, set()).add(number)
    return numbers
