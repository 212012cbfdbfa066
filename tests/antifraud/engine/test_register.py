"""A register says "no" only of what is not listed."""

from ipaddress import IPv6Network, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antifraud.engine.listing import canonical
from antifraud.engine.register import Register, sought_of
from antifraud.engine.subject import Subject, listable
from tests.antifraud.orders import BARE, order

LISTED = {
    "its address": ("198.51.100.7", True),
    "another address": ("198.51.100.8", False),
    "a range around it": ("198.51.100.0/24", True),
    "the widest range around it": ("198.0.0.0/8", True),
    "the range beside it": ("198.51.101.0/24", False),
    "an IPv6 range": ("2001:db8::/32", False),
    "its e-mail, written otherwise": ("Maria.Ionescu+x@Example.com", True),
    "its phone": ("+40 721 234 567", True),
    "its device": ("device:device-one", True),
    "a country by the device's name": ("device:RO0000", False),
    "where its parcel goes": ("delivery:ro, STRADA Lungă 14; 500051 Brașov", True),
    "the house next door": ("delivery:RO Strada Lunga 15, 500051 Brasov", False),
    "the same street of another country": ("delivery:BG Strada Lunga 14, 500051 Brasov", False),
    "its country": ("country:RO", True),
    "its network": ("AS64500", True),
    "another network": ("AS64501", False),
}


@pytest.mark.parametrize(("text", "is_held"), LISTED.values(), ids=LISTED)
def test_holds(text: str, is_held: bool) -> None:
    register = Register()
    register.put("block", *canonical(text))
    assert register.may_hold(sought_of(order())) is is_held
    assert not register.may_hold(sought_of(BARE)), "of an order that says nothing, nothing is listed"
    assert len(register) == 1


def test_an_ipv6_household_is_one() -> None:
    register = Register()
    register.put("block", *canonical("2001:db8:1:2::99"))
    assert register.may_hold(sought_of(order(address="2001:db8:1:2:aaaa::1")))
    assert not register.may_hold(sought_of(order(address="2001:db8:1:3::99")))


def test_taking_it_off_one_list_leaves_it_on_the_other() -> None:
    register, subject = Register(), canonical("198.51.100.7")
    register.put("block", *subject)
    register.put("allow", *subject)
    register.drop("block", *subject)
    assert register.may_hold(sought_of(order()))
    register.drop("allow", *subject)
    register.drop("allow", *subject)
    assert not register.may_hold(sought_of(order()))
    assert len(register) == 0


NETWORKS = st.builds(
    lambda address, length: str(ip_network((int(address).to_bytes(4), length), strict=False)),
    st.ip_addresses(v=4, network="198.51.0.0/16"),
    st.integers(8, 32),
) | st.builds(
    lambda address, length: str(IPv6Network((int(address), length), strict=False)),
    st.ip_addresses(v=6, network="2001:db8::/40"),
    st.integers(16, 64),
)
ADDRESSES = st.ip_addresses(network="198.51.0.0/16") | st.ip_addresses(network="2001:db8::/40")


@given(st.lists(NETWORKS, max_size=20), ADDRESSES)
def test_holds_an_address_exactly_when_a_range_does(networks: list[str], address: object) -> None:
    register = Register()
    for network in networks:
        register.put("block", *canonical(network))
    there = ip_address(str(address))
    is_listed = any(there.version == each.version and there in each for each in map(ip_network, networks))
    facts = order(address=str(address))
    assert register.may_hold(sought_of(facts)) is is_listed
    pairs = listable(facts)
    assert is_listed is any(tuple(map(str, canonical(network))) in pairs for network in networks)


def test_every_subject_has_its_place() -> None:
    register = Register()
    for subject in Subject:
        register.put("block", subject, {"address": "8.8.8.8", "cidr": "8.8.0.0/16"}.get(subject, "x"))
    assert len(register) == len(Subject)
