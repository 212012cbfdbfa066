"""Find the rules and bans that fit a visitor: networks as sets of integers per prefix length."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network

from botguard.engine.address import Address
from botguard.engine.facts import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One rule or ban. Subjects: address (a CIDR), country, asn, agent (a part of it, without regard to case)."""

    subject: str
    value: str
    effect: str  # allow, challenge, deny, ban, observe
    reason: str
    until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Entries arranged for look-up: the cost does not grow with the number of networks."""

    networks: Mapping[tuple[int, int], Mapping[int, tuple[Entry, ...]]]
    exact: Mapping[tuple[str, str], tuple[Entry, ...]]
    agents: tuple[Entry, ...]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Index":
        """Arrange entries; one whose value cannot be read is left out (the form refuses it, too)."""
        networks: dict[tuple[int, int], dict[int, tuple[Entry, ...]]] = {}
        exact: dict[tuple[str, str], tuple[Entry, ...]] = {}
        agents: list[Entry] = []
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
                agents.append(entry)
            else:
                place = (entry.subject, entry.value)
                exact[place] = (*exact.get(place, ()), entry)
        return cls(networks=networks, exact=exact, agents=tuple(agents))

    def measures(
        self, *, address: Address, country: str | None, asn: int | None, agent: str, now: float
    ) -> tuple[Measure, ...]:
        """Return what every live entry that fits says."""
        number = int(address)
        found: list[Entry] = []
        for (version, bits), level in self.networks.items():
            if version == address.version:
                found += level.get(number >> bits, ())
        if self.exact:
            found += self.exact.get(("country", country or ""), ())
            found += self.exact.get(("asn", str(asn)), ())
        if self.agents:
            lowered = agent.lower()
            found += [entry for entry in self.agents if entry.value.lower() in lowered]
        live = [entry for entry in found if entry.until is None or entry.until > now]
        return tuple(Measure(effect=entry.effect, reason=entry.reason) for entry in live)
