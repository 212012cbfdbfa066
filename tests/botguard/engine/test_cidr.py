"""Lists of networks: what they hold, kept small, and found at once."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botguard.engine.address import Address, Network
from botguard.engine.cidr import Table
from botguard.engine.roll import PackedWrong, Roll

# what it shows, the networks of list "a", an address, whether it is found
LOOKS: list[tuple[str, list[str], str, bool]] = [
    ("an address alone", ["203.0.113.5"], "203.0.113.5", True),
    ("its neighbour is not listed", ["203.0.113.5"], "203.0.113.4", False),
    ("the last of a /24", ["203.0.113.0/24"], "203.0.113.255", True),
    ("the first beyond a /24", ["203.0.113.0/24"], "203.0.114.0", False),
    ("the second half of a /23", ["203.0.112.0/23"], "203.0.113.9", True),
    ("beyond a /23", ["203.0.112.0/23"], "203.0.114.9", False),
    ("within a /22", ["203.0.112.0/22"], "203.0.115.255", True),
    ("beyond a /22", ["203.0.112.0/22"], "203.0.116.0", False),
    ("within a /8", ["10.0.0.0/8"], "10.255.1.2", True),
    ("beyond a /8", ["10.0.0.0/8"], "11.0.0.0", False),
    ("everything", ["0.0.0.0/0"], "255.255.255.255", True),
    ("half of a /24, the listed one", ["192.0.2.128/25"], "192.0.2.200", True),
    ("half of a /24, the other one", ["192.0.2.128/25"], "192.0.2.20", False),
    ("a short one and one of its own addresses", ["192.0.2.0/24", "192.0.2.7"], "192.0.2.9", True),
    ("IPv6 does not count as IPv4", ["0.0.0.0/0"], "2001:db8::1", False),
    ("IPv4 does not count as IPv6", ["::/0"], "192.0.2.1", False),
    ("a /64", ["2001:db8:0:1::/64"], "2001:db8:0:1:ffff::", True),
    ("beyond a /64", ["2001:db8:0:1::/64"], "2001:db8:0:2::", False),
    ("a single IPv6 address is its household", ["2001:db8:0:1::7"], "2001:db8:0:1::8", True),
    ("a /48", ["2001:db8:5::/48"], "2001:db8:5:ffff::1", True),
    ("beyond a /48 of the same /32", ["2001:db8:5::/48"], "2001:db8:6::1", False),
    ("a /29, shorter than what is asked first", ["2001:db8::/29"], "2001:dbf::1", True),
    ("beyond a /29", ["2001:db8::/29"], "2001:dc0::1", False),
    ("no list at all", [], "192.0.2.1", False),
]


def roll(*networks: str) -> Roll:
    return Roll.of(ip_network(each) for each in networks)


@pytest.mark.parametrize(("shown", "listed", "address", "is_found"), LOOKS, ids=[each[0] for each in LOOKS])
def test_an_address_is_looked_up(shown: str, listed: list[str], address: str, is_found: bool) -> None:
    table = Table.of([("a", roll(*listed))])
    assert table.find(ip_address(address)) == (("a",) if is_found else ())


def test_every_list_that_holds_an_address_is_named() -> None:
    table = Table.of(
        [
            ("wide", roll("192.0.0.0/16")),
            ("exact", roll("192.0.2.7", "2001:db8::/64")),
            ("again", roll("192.0.2.7", "192.0.0.0/16")),
            ("other", roll("198.51.100.0/24")),
        ]
    )
    assert sorted(table.find(IPv4Address("192.0.2.7"))) == ["again", "again", "exact", "wide"]
    assert sorted(table.find(IPv4Address("192.0.2.8"))) == ["again", "wide"]
    assert table.find(IPv6Address("2001:db8::1")) == ("exact",)
    assert table.size == 6


def test_more_networks_than_one_set_holds_are_all_found_and_others_get_their_turn() -> None:
    turns = []
    numbers = range(0, 90_000 * 256, 256)
    table = Table.of(
        [("many", Roll(levels={(4, 32): numbers}))],
        rest=lambda: turns.append(1),
    )
    assert table.size == 90_000
    assert all(table.find(IPv4Address(number)) == ("many",) for number in numbers[::1_000])
    assert not any(table.find(IPv4Address(number + 1)) for number in numbers[::1_000])
    assert len(turns) == 2 * -(-90_000 // 4_096)


def addresses() -> st.SearchStrategy[Address]:
    # Of a small world, so that they meet.
    return st.one_of(
        st.integers(0, 2**12).map(lambda number: IPv4Address(0xC0000000 + number * 37)),
        st.integers(0, 2**10).map(lambda number: IPv6Address((0x20010DB8 << 96) + (number << 60))),
    )


def networks() -> st.SearchStrategy[Network]:
    def cut(address: Address, share: float) -> Network:
        least, most = (8, 32) if address.version == 4 else (16, 64)
        return ip_network((address.packed, least + int(share * (most - least))), strict=False)

    return st.builds(cut, addresses(), st.floats(0, 1))


@given(st.lists(st.lists(networks(), max_size=12), max_size=3), st.lists(addresses(), min_size=1, max_size=8))
def test_the_table_says_what_going_through_the_lists_would_say(
    lists: list[list[Network]], asked: list[Address]
) -> None:
    rolls = [(number, Roll.of(each)) for number, each in enumerate(lists)]
    table = Table.of(rolls)
    for address in asked:
        expected = [
            number
            for number, each in enumerate(lists)
            for network in set(each)
            if address.version == network.version and address in network
        ]
        assert sorted(table.find(address)) == expected
        for number, each in rolls:
            assert each.holds(address) is (number in expected)


@given(st.lists(networks(), max_size=30))
def test_a_list_survives_being_packed(listed: list[Network]) -> None:
    again = Roll.unpacked(Roll.of(listed).packed())
    assert set(again.networks()) == set(listed)
    assert len(again) == len(set(listed))


@pytest.mark.parametrize(
    "packed",
    [
        b"\x04",
        b"\x05\x20\x00\x00\x00\x00",
        b"\x04\x21\x00\x00\x00\x00",
        b"\x04\x20\x00\x00\x00\x02\x01\x00\x00\x00",
        b"\x04\x20",
    ],
    ids=["one byte", "no such version", "too long a prefix", "fewer numbers than it says", "no count"],
)
def test_other_bytes_are_refused(packed: bytes) -> None:
    with pytest.raises(PackedWrong):
        Roll.unpacked(packed)
