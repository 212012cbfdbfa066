"""Read what staff paste as access rules, line by line; say what is wrong, what is double, and who would be shut out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network

from botguard.engine.address import Address, Network, unmapped
from botguard.engine.facts import Measure
from botguard.engine.measures import Entry, Index, Sole
from botguard.engine.roll import LONGEST, Roll

# What a page can try and show in a moment; longer lists come as a file (botguard.engine.listing).
MOST_CHARACTERS = 2_400_000
MOST_LINES = 100_000
SHOWN = 60
# Wider than this is not a network but a part of the world, and a slip of the keyboard.
WIDEST = {4: 8, 6: 16}
LEAST_OF_AN_AGENT = 4
CELL = re.compile(r"[,;\t]")
HEADINGS = ("value", "address", "network", "cidr", "ip")
NOTHING = "Not an address, a network, AS64500, country:RO or agent:…."


class PasteTooLong(ValueError):
    """A paste that is refused before it is read; the message says how much would do."""


class NotARule(ValueError):
    """A line that no rule can hold; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """Who must never be shut out: the author as they are seen now, and machines the shop depends on."""

    address: Address
    country: str | None = None
    asn: int | None = None
    agent: str = ""
    machines: tuple[Network, ...] = ()  # trusted proxies, and where probes and the shop itself call from

    @property
    def networks(self) -> tuple[Network, ...]:
        """Return where they all are."""
        return (ip_network(self.address), *self.machines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a paste: what it stands for, or what is wrong with it."""

    number: int  # from 1, as people count
    text: str
    subject: str = ""
    value: str = ""
    problem: str = ""
    note: str = ""
    network: Network | None = None  # of an address or a range


@dataclass(frozen=True, slots=True, kw_only=True)
class Paste:
    """A paste as it was read."""

    lines: tuple[Line, ...]

    @property
    def good(self) -> tuple[Line, ...]:
        """Return the lines that can be saved."""
        return tuple(line for line in self.lines if not line.problem)

    @property
    def wrong(self) -> tuple[Line, ...]:
        """Return the lines that cannot."""
        return tuple(line for line in self.lines if line.problem)

    @property
    def networks(self) -> tuple[Network, ...]:
        """Return the networks among the good lines."""
        return tuple(line.network for line in self.lines if line.network is not None and not line.problem)

    @property
    def others(self) -> tuple[Line, ...]:
        """Return the good lines that are no network."""
        return tuple(line for line in self.good if line.subject != "address")


def parse_paste(text: str, *, effect: str, own: Own, known: Index) -> Paste:
    """Read a paste or a CSV file: of each line the first cell is the rule, the rest is for people.

    A line is an address, a CIDR, `AS64500`, `country:RO` or `agent:part of one`; `# comments` and a heading say
    nothing. `known` are the rules there are, for notes on what is covered already.

    :raises PasteTooLong: over 2.4 million characters or 100,000 lines
    """
    lines = text.splitlines() if len(text) <= MOST_CHARACTERS else []
    if len(text) > MOST_CHARACTERS or len(lines) > MOST_LINES:
        raise PasteTooLong(
            f"That is too long: at most {MOST_LINES:,} lines here. A longer list is uploaded as a list of its own."
        )
    read, seen = [], set[tuple[str, str]]()
    for number, raw in enumerate(lines, start=1):
        cell = cell_of(raw)
        if not cell or (number == 1 and cell.casefold() in HEADINGS):
            continue
        line = _line(number, cell)
        if not line.problem:
            if (line.subject, line.value) in seen:
                line = replace(line, problem="Twice in this paste.")
            seen.add((line.subject, line.value))
            line = _held_against(line, effect=effect, own=own, known=known)
        read.append(line)
    return Paste(lines=_overlaps(read))


def canonical(text: str) -> tuple[str, str]:
    """Return what a value speaks of, and its canonical form.

    :raises NotARule: when no rule can hold it
    """
    if not text.isprintable():
        raise NotARule("It holds a character that cannot be printed.")
    word, colon, rest = (part.strip() for part in text.partition(":"))
    match word.casefold() if colon else "":
        case "country":
            if not re.fullmatch("[A-Za-z]{2}", rest):
                raise NotARule("A country is two letters, such as country:RO.")
            return "country", rest.upper()
        case "agent":
            if not LEAST_OF_AN_AGENT <= len(rest) <= 200:
                raise NotARule("Give at least four characters of the agent.")
            return "agent", rest
    if number := re.fullmatch(r"AS(?:N)?([0-9]{1,10})", text, re.IGNORECASE):
        if not 0 < int(number[1]) < 2**32:
            raise NotARule("An autonomous system is a number, such as AS64500.")
        return "asn", str(int(number[1]))
    return "address", network_of(text).compressed


def shut_out(subject: str, value: str, *, own: Own) -> str:
    """Return who of those that must come in a challenge or denial would keep out; empty is nobody."""
    match subject:
        case "address":
            return shut_out_there(ip_network(value), own=own)
        case "country" if own.country == value:
            return "That is the country you are in now."
        case "asn" if own.asn is not None and str(own.asn) == value:
            return "That is the network you are in now."
        case "agent" if value.lower() in own.agent.lower():
            return "Your own browser says that of itself."
    return ""


def shut_out_there(network: Network, *, own: Own) -> str:
    """Return who of those that must come in would be kept out of a network; empty is nobody."""
    if own.address.version == network.version and own.address in network:
        return "That is where you are now."
    for machine in own.machines:
        if machine.version == network.version and machine.overlaps(network):
            return f"Our own machines call from {machine}: proxies, probes or the shop itself."
    return ""


def shut_out_by(roll: Roll, *, own: Own) -> str:
    """Return who of those that must come in a list would keep out; empty is nobody."""
    found = next((each for network in own.networks for each in roll.find(network, limit=1)), None)
    return "" if found is None else f"{found}: {shut_out_there(found, own=own)}"


def network_of(text: str, *, otherwise: str = NOTHING) -> Network:
    """Read an address or a range; an IPv4 one in IPv6's clothes is IPv4.

    :raises NotARule: when it is neither, or too wide
    """
    try:
        network = ip_network(text, strict=False)
    except ValueError as error:
        raise NotARule(otherwise) from error
    if network.version == 6 and network.network_address.ipv4_mapped and network.prefixlen >= 96:
        folded = unmapped(ip_address(network.network_address))
        network = ip_network((folded.packed, network.prefixlen - 96))
    if network.prefixlen < WIDEST[network.version]:
        raise NotARule(f"Wider than a /{WIDEST[network.version]}: that is a part of the world.")
    return network


def cell_of(raw: str) -> str:
    """Return what of a line counts: its first cell, without comments and quotes."""
    text = raw.strip().strip("\ufeff")
    if text.startswith(("#", "//")):
        return ""
    if not text.casefold().startswith("agent:"):
        text = re.sub(r"\s#.*", "", CELL.split(text, maxsplit=1)[0])
    return text.strip().strip("\"'").strip()


def shown(text: str) -> str:
    """Return a line as a report repeats it: printable, and not too long."""
    printable = "".join(letter if letter.isprintable() else "�" for letter in text[: SHOWN + 1])
    return printable if len(printable) <= SHOWN else f"{printable[:SHOWN]}…"


def _line(number: int, text: str) -> Line:
    network = None
    try:
        if text[0].isdigit() and text.isprintable():
            # What most lines of a long list are.
            network = network_of(text)
            subject, value = "address", network.compressed
        else:
            subject, value = canonical(text)
            network = ip_network(value) if subject == "address" else None
    except NotARule as error:
        return Line(number=number, text=shown(text), problem=str(error))
    note = ""
    if network is not None:
        if "/" in text and network.compressed != text.lower():
            note = f"Read as {value}."
        if network.prefixlen > LONGEST[network.version]:
            note = "In a list it stands for its /64."
    return Line(number=number, text=shown(text), subject=subject, value=value, note=note, network=network)


def _held_against(line: Line, *, effect: str, own: Own, known: Index) -> Line:
    if line.problem:
        return line
    there = line.network
    if effect != "allow":
        # In a list a single IPv6 address stands for its household.
        wide = there.supernet(new_prefix=LONGEST[6]) if there and there.prefixlen > LONGEST[6] else there
        problem = shut_out_there(wide, own=own) if wide else shut_out(line.subject, line.value, own=own)
        if problem:
            return replace(line, problem=problem)
    covering = known.around(there) if there else known.covering(line.subject, line.value)
    if covering:
        return replace(line, note=" ".join((line.note, f"Covered already: {covering[0].reason}.")).strip())
    return line


def _overlaps(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Note on each network that lies within a wider one of the same paste."""
    networks = [line.network for line in lines if line.network is not None and not line.problem]
    if len(networks) < 2:
        return tuple(lines)
    lengths = sorted({(network.version, network.prefixlen) for network in networks})
    wide: dict[tuple[int, int], set[int]] = {level: set() for level in lengths}
    for network in networks:
        bits = network.max_prefixlen - network.prefixlen
        wide[network.version, network.prefixlen].add(int(network.network_address) >> bits)
    return tuple(_within_another(line, wide) for line in lines)


def _within_another(line: Line, wide: dict[tuple[int, int], set[int]]) -> Line:
    if line.network is None or line.problem:
        return line
    network = line.network
    number = int(network.network_address)
    for (version, length), numbers in wide.items():
        if version == network.version and length < network.prefixlen:
            outer = number >> (network.max_prefixlen - length)
            if outer in numbers:
                text = ip_network(
                    ((outer << (network.max_prefixlen - length)).to_bytes(network.max_prefixlen // 8), length)
                )
                return replace(line, note=f"Lies within {text} of this paste.")
    return line


def candidate(paste: Paste, *, effect: str) -> Index:
    """Return the rules of a paste as they would be in force, to be tried on who came before."""
    entries = [
        Entry(subject=line.subject, value=line.value, effect=effect, reason=line.value)
        for line in paste.others
    ]
    entry = Entry(subject="list", value="", effect=effect, reason="this paste")
    return Index.of(entries, table=Sole(entry=entry, roll=Roll.of(paste.networks)))


def strongest(measures: Sequence[Measure]) -> Measure | None:
    """Return what counts of several rules that fit: an allow over a deny, a deny over a challenge."""
    for effect in ("allow", "deny", "challenge"):
        for measure in measures:
            if measure.effect == effect:
                return measure
    return None
