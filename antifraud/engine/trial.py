"""Hold wanted list entries against past orders: what each would have hit, and what speaks against it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from antifraud.engine.subject import Subject, delivery_digest

type Pair = tuple[str, str]  # a subject and its canonical value

NETWORKS = frozenset({str(Subject.ADDRESS), str(Subject.CIDR)})
# So many different customers with good orders do not share an address by chance.
SHARED_BY = 3
EXAMPLES = 10
# Networks whose addresses stand for many people who have nothing to do with each other.
SHARED_KINDS = {
    "relay": "a privacy relay",
    "vpn": "a VPN",
    "tor": "Tor",
    "mobile": "a mobile carrier",
    "carrier": "a carrier's shared addresses",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A past order, by its canonical keys."""

    reference: str
    is_good: bool  # delivered and paid, and not taken back
    address: str | None = None
    device: str = ""
    email: str = ""
    phone: str = ""
    delivery: str = ""  # a digest
    country: str = ""
    asn: str = ""
    kind: str = ""  # of its network


@dataclass(slots=True, kw_only=True)
class Tally:
    """What one entry would have hit."""

    orders: int = 0
    good: int = 0
    buyers: set[str] = field(default_factory=set)  # e-mails of the good ones
    kinds: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What entries would have hit: an order that two of them hit counts once."""

    orders: int
    good: int
    examples: tuple[str, ...]  # good ones first, the latest first
    tallies: Mapping[Pair, Tally]
    tried: int = 0
    is_cut: bool = False

    def of(self, pair: Pair) -> Tally:
        """Return what one entry would have hit."""
        return self.tallies.get(pair, Tally())

    def warning(self, pair: Pair) -> str:
        """Return why an address or range seems to be shared by many; nothing for nothing."""
        if pair[0] not in NETWORKS:
            return ""
        tally = self.of(pair)
        kinds = [SHARED_KINDS[kind] for kind in sorted(tally.kinds & SHARED_KINDS.keys())]
        parts = [f"Orders came from here through {' and '.join(kinds)}: many share it."] if kinds else []
        if len(tally.buyers) >= SHARED_BY:
            parts.append(f"{len(tally.buyers)} customers with good orders came from here: it is shared.")
        return " ".join(parts)


class _Wanted:
    """Entries, arranged so that an order finds those it matches."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self.texts = set[Pair]()
        self.levels: dict[tuple[int, int], dict[int, Pair]] = {}
        self.deliveries: dict[str, Pair] = {}
        for subject, value in pairs:
            if subject in NETWORKS:
                network = ip_network(value)
                shift = network.max_prefixlen - network.prefixlen
                level = self.levels.setdefault((network.version, shift), {})
                level[int(network.network_address) >> shift] = (subject, value)
            elif subject == Subject.DELIVERY:
                self.deliveries[delivery_digest(value)] = (subject, value)
            else:
                self.texts.add((subject, value))

    def matching(self, past: Past) -> list[Pair]:
        """Return the entries that an order matches."""
        said = (
            (str(Subject.EMAIL), past.email),
            (str(Subject.PHONE), past.phone),
            (str(Subject.DEVICE), past.device),
            (str(Subject.COUNTRY), past.country),
            (str(Subject.ASN), past.asn),
        )
        found = [pair for pair in said if pair in self.texts]
        if past.delivery in self.deliveries:
            found.append(self.deliveries[past.delivery])
        if past.address and self.levels:
            address = ip_address(past.address)
            for (version, shift), numbers in self.levels.items():
                if version == address.version and (pair := numbers.get(int(address) >> shift)):
                    found.append(pair)
        return found


def try_out(pairs: Sequence[Pair], past: Iterable[Past], *, most: int) -> Trial:
    """Return what entries would have hit among past orders, the latest first; at most so many are looked at."""
    wanted = _Wanted(pairs)
    tallies: dict[Pair, Tally] = {}
    good: list[str] = []
    others: list[str] = []
    orders = goods = tried = 0
    for each in past:
        if tried == most:
            return Trial(
                orders=orders,
                good=goods,
                examples=_examples(good, others),
                tallies=tallies,
                tried=tried,
                is_cut=True,
            )
        tried += 1
        found = wanted.matching(each)
        for pair in found:
            tally = tallies.setdefault(pair, Tally())
            tally.orders += 1
            tally.good += each.is_good
            if each.is_good and each.email:
                tally.buyers.add(each.email)
            if each.kind:
                tally.kinds.add(each.kind)
        if found:
            orders += 1
            goods += each.is_good
            (good if each.is_good else others).append(each.reference)
    return Trial(orders=orders, good=goods, examples=_examples(good, others), tallies=tallies, tried=tried)


def _examples(good: list[str], others: list[str]) -> tuple[str, ...]:
    return tuple((good + others)[:EXAMPLES])
