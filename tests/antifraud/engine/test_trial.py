"""What wanted entries would have hit, and when an address seems to be many people's."""

import pytest

from antifraud.engine.subject import delivery_digest
from antifraud.engine.trial import Pair, Past, try_out

HOME: Pair = ("address", "198.51.100.7")
RANGE: Pair = ("cidr", "198.51.100.0/24")
ANA: Pair = ("email", "ana@example.com")


def past(reference: str, **facts: object) -> Past:
    return Past(reference=reference, is_good=bool(facts.pop("is_good", False)), **facts)  # type: ignore[arg-type]


HITS: dict[str, tuple[Pair, Past, bool]] = {
    "an address": (HOME, past("A", address="198.51.100.7"), True),
    "another address": (HOME, past("A", address="198.51.100.8"), False),
    "a range": (RANGE, past("A", address="198.51.100.255"), True),
    "an IPv6 household": (("address", "2001:db8:1:2::/64"), past("A", address="2001:db8:1:2::"), True),
    "an order without an address": (RANGE, past("A"), False),
    "an e-mail": (ANA, past("A", email="ana@example.com"), True),
    "a phone": (("phone", "+40721234567"), past("A", phone="+40721234567"), True),
    "a device": (("device", "device-one"), past("A", device="device-one"), True),
    "a delivery address": (
        ("delivery", "RO strada lunga 14"),
        past("A", delivery=delivery_digest("RO strada lunga 14")),
        True,
    ),
    "another delivery address": (("delivery", "RO strada lunga 14"), past("A", delivery="x"), False),
    "a country": (("country", "RO"), past("A", country="RO"), True),
    "a network": (("asn", "AS64500"), past("A", asn="AS64500"), True),
    "a phone is no device": (("phone", "+40721234567"), past("A", device="+40721234567"), False),
}


@pytest.mark.parametrize(("pair", "order", "is_hit"), HITS.values(), ids=HITS)
def test_hits(pair: Pair, order: Past, is_hit: bool) -> None:
    found = try_out([pair], [order], most=10)
    assert (found.orders, found.examples) == ((1, ("A",)) if is_hit else (0, ()))
    assert found.of(pair).orders == int(is_hit)


def test_an_order_counts_once_however_many_entries_it_matches() -> None:
    orders = [
        past("A", address="198.51.100.7", email="ana@example.com"),
        past("B", address="198.51.100.7", is_good=True),
        past("C", address="198.51.100.9"),
        past("D", address="9.9.9.9"),
    ]
    found = try_out([HOME, RANGE, ANA], orders, most=10)
    assert (found.orders, found.good, found.examples) == (3, 1, ("B", "A", "C"))
    assert [(found.of(each).orders, found.of(each).good) for each in (HOME, RANGE, ANA)] == [
        (2, 1),
        (3, 1),
        (1, 0),
    ]
    assert (found.tried, found.is_cut) == (4, False)


def test_only_so_many_are_tried_and_that_is_said() -> None:
    found = try_out([HOME], (past(str(n), address="198.51.100.7") for n in range(20)), most=12)
    assert (found.orders, found.tried, found.is_cut, len(found.examples)) == (12, 12, True, 10)


def customers(*names: str, kind: str = "", is_good: bool = True) -> list[Past]:
    return [past(name, address="198.51.100.7", email=name, kind=kind, is_good=is_good) for name in names]


WARNED = {
    "one customer": (customers("ana", "ana", "ana"), ""),
    "two customers": (customers("ana", "ben"), ""),
    "three customers": (
        customers("ana", "ben", "cip"),
        "3 customers with good orders came from here: it is shared.",
    ),
    "three who are no customers": (customers("ana", "ben", "cip", is_good=False), ""),
    "a relay": (
        customers("ana", kind="relay"),
        "Orders came from here through a privacy relay: many share it.",
    ),
    "rented servers are not shared": (customers("ana", kind="hosting"), ""),
    "both": (
        customers("ana", "ben", "cip", "dan", kind="vpn"),
        "Orders came from here through a VPN: many share it. "
        "4 customers with good orders came from here: it is shared.",
    ),
}


@pytest.mark.parametrize(("orders", "said"), WARNED.values(), ids=WARNED)
def test_warns_of_shared_networks(orders: list[Past], said: str) -> None:
    assert try_out([HOME], orders, most=100).warning(HOME) == said
    assert try_out([ANA], orders, most=100).warning(ANA) == ""
