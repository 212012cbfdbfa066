"""Find the rules and bans that fit a visitor: networks as numbers per prefix length, long lists in a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network

from botguard.engine.address import Address, Network
from botguard.engine.cidr import Table
from botguard.engine.facts import Measure
from botguard.engine.roll import Roll


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One rule or ban. Subjects: address (a CIDR), list, country, asn, agent (a part of it, whatever its case)."""

    subject: str
    value: str
    effect: str  # allow, challenge, deny, ban, observe
    reason: str
    until: float | None = None
    rule: int = 0  # the access rule's number; a ban has none


@dataclass(frozen=True, slots=True, kw_only=True)
class Sole:
    """A table of one list, which takes no building: to try it on a day's visitors before it is in force."""

    entry: Entry
    roll: Roll

    @property
    def size(self) -> int:
        """Return how many networks it has."""
        return len(self.roll)

    def find(self, address: Address) -> tuple[Entry, ...]:
        """Return the entry when the list holds an address."""
        return (self.entry,) if self.roll.holds(address) else ()


# The shift that turns an address into a number, and the entries by number.
type Networks = tuple[tuple[int, Mapping[int, tuple[Entry, ...]]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Entries arranged for look-up: the cost does not grow with the number of networks."""

    networks4: Networks = ()
    networks6: Networks = ()
    exact: Mapping[tuple[str, str], tuple[Entry, ...]] = field(default_factory=dict)
    agents: tuple[tuple[str, Entry], ...] = ()
    table: Table[Entry] | Sole = field(default_factory=Table)

    @classmethod
    def of(cls, entries: Iterable[Entry], *, table: Table[Entry] | Sole | None = None) -> "Index":
        """Arrange entries; one whose value cannot be read is left out (the form refuses it, too)."""
        networks: dict[tuple[int, int], dict[int, tuple[Entry, ...]]] = {}
        exact: dict[tuple[str, str], tuple[Entry, ...]] = {}
        agents: list[tuple[str, Entry]] = []
        for entry in entries:
            if entry.subject == "address":
                try:
                    network = ip_network(entry.value, strict=False)
                except ValueError:
                    continue
                bits = network.max_prefixlen - network.prefixlen
                level = networks.setdefault((network.version, bits), {})
                number = int(network.network_address) >> bits
                level[number] = (*level.get(number, ()), entry)
            elif entry.subject == "agent":
                agents.append((entry.value.lower(), entry))
            elif entry.subject != "list":
                place = (entry.subject, entry.value)
                exact[place] = (*exact.get(place, ()), entry)
        return cls(
            networks4=tuple((bits, level) for (version, bits), level in networks.items() if version == 4),
            networks6=tuple((bits, level) for (version, bits), level in networks.items() if version == 6),
            exact=exact,
            agents=tuple(agents),
            table=table or Table(),
        )

    def measures(
        self, *, address: Address, country: str | None, asn: int | None, agent: str, now: float
    ) -> tuple[Measure, ...]:
        """Return what every live entry that fits says."""
        found: list[Entry] = []
        networks = self.networks4 if address.version == 4 else self.networks6
        if networks:
            number = int(address)
            for bits, level in networks:
                found += level.get(number >> bits, ())
        if self.table.size:
            found += self.table.find(address)
        if self.exact:
            found += self.exact.get(("country", country or ""), ())
            found += self.exact.get(("asn", str(asn)), ())
        if self.agents:
            lowered = agent.lower()
            found += [entry for part, entry in self.agents if part in lowered]
        if not found:
            return ()
        live = [entry for entry in found if entry.until is None or entry.until > now]
        return tuple(Measure(effect=each.effect, reason=each.reason, rule=each.rule) for each in live)

    def covering(self, subject: str, value: str) -> tuple[Entry, ...]:
        """Return the entries that say at least what one of this subject and value would say."""
        if subject == "agent":
            return tuple(entry for part, entry in self.agents if part in value.lower())
        if subject != "address":
            return self.exact.get((subject, value), ())
        return self.around(ip_network(value))

    def around(self, network: Network) -> tuple[Entry, ...]:
        """Return the entries about networks in which a network lies whole."""
        number, longest = int(network.network_address), network.max_prefixlen - network.prefixlen
        levels = self.networks4 if network.version == 4 else self.networks6
        found = [
            entry for bits, level in levels if bits >= longest for entry in level.get(number >> bits, ())
        ]
        if network.num_addresses == 1:
            found += self.table.find(network.network_address)
        return tuple(found)
