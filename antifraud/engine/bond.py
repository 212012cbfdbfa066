"""Follow what orders share to confirmed bad ones: one hop, then two. What many share links nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from antifraud.engine.history import Bond

# What more orders than this share is a hub (an office, a parcel shop, a family's tablet) and links nobody.
HUB_ORDERS = 10
LINKS = ("phone", "email", "device", "delivery", "card")

type Node = tuple[str, str]  # what is shared, and its canonical value


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """An earlier order that was found by something it shares."""

    through: Node
    reference: str
    nodes: frozenset[Node]  # everything of it that could be shared
    is_bad: bool  # confirmed by then
    coupon_code: str = ""


def without_hubs(found: Iterable[Linked]) -> tuple[Linked, ...]:
    """Leave out what was found by something that more than ten orders share."""
    by_node: dict[Node, list[Linked]] = {}
    for each in found:
        by_node.setdefault(each.through, []).append(each)
    return tuple(each for orders in by_node.values() if len(orders) <= HUB_ORDERS for each in orders)


def next_nodes(own: frozenset[Node], near: Sequence[Linked]) -> tuple[Node, ...]:
    """Return what the orders nearby have that this one has not."""
    return tuple(sorted(frozenset().union(*(each.nodes for each in near)) - own))


def bad_bonds(near: Sequence[Linked], far: Sequence[Linked]) -> tuple[Bond, ...]:
    """Return the bad orders within two hops, each once and by its shortest way; `near` and `far` without hubs."""
    bonds: dict[str, Bond] = {}
    for hops, found in ((1, near), (2, far)):
        for each in sorted(found, key=lambda linked: (LINKS.index(linked.through[0]), linked.reference)):
            if each.is_bad and each.reference not in bonds:
                bonds[each.reference] = Bond(reference=each.reference, hops=hops, through=each.through[0])
    return tuple(bonds.values())


def same_coupon(near: Sequence[Linked], *, coupon_code: str) -> str | None:
    """Return a nearby order that used the same code."""
    return min((each.reference for each in near if each.coupon_code == coupon_code), default=None)
