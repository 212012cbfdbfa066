"""Find orders that belong together: those that share a phone, a device, an address or another such value."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# What ties orders together, the strongest tie first.
KINDS: Mapping[str, str] = {
    "phone": "phone",
    "email": "e-mail",
    "device": "device",
    "delivery": "delivery address",
    "address": "client address",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An order and its values by kind; empty values tie nothing."""

    number: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Orders that share a value; `kinds` are all the kinds of value that these very orders share."""

    kinds: tuple[str, ...]
    value: str
    numbers: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return what names it in an address: a kind and one of its orders, nobody's e-mail or phone."""
        return f"{self.kinds[0]}:{self.numbers[0]}"

    @property
    def label(self) -> str:
        """Return in words what its orders share."""
        return "same " + ", ".join(KINDS[kind] for kind in self.kinds)


def clusters(orders: Sequence[Waiting]) -> tuple[Cluster, ...]:
    """Return every set of two or more orders that share a value, the largest first, each set once."""
    tied: dict[tuple[str, str], list[str]] = defaultdict(list)
    for order in orders:
        for kind in KINDS:
            if order.values.get(kind):
                tied[kind, order.values[kind]].append(order.number)
    alike: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for tie, numbers in tied.items():
        if len(numbers) > 1:
            alike[tuple(numbers)].append(tie)
    rank = list(KINDS).index
    found = []
    for together, ties in alike.items():
        ordered = sorted(ties, key=lambda tie: rank(tie[0]))
        found.append(Cluster(kinds=tuple(kind for kind, _ in ordered), value=ordered[0][1], numbers=together))
    return tuple(sorted(found, key=lambda each: (-len(each.numbers), rank(each.kinds[0]), each.numbers)))
