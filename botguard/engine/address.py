"""Find a visitor's address in what proxies say, and the networks it is counted by."""

import ipaddress
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

# Longer than any honest chain; more would only make a hostile header cost more.
MOST_HOPS = 20
MOST_CHARACTERS = 10_240
LONGEST_HOP = 64
NOWHERE = IPv4Address(0)


def client_address(remote: str, forwarded: str, *, trusted: Sequence[Network]) -> Address:
    """Return the address of whoever spoke to the first proxy that we do not trust.

    Walks X-Forwarded-For from its right end, which our own proxies wrote, and stops at the first address that is not
    a trusted proxy. At a malformed entry the last good one is the answer. A peer without an address (a Unix socket)
    is 0.0.0.0, which can be trusted like any other.
    """
    current = parse_address(remote) or NOWHERE
    if not forwarded or not is_in(current, trusted):
        return current
    # Of an oversized header the left end goes, and with it at most a part of one entry.
    tail = forwarded[-MOST_CHARACTERS:]
    for entry in reversed(tail.split(",")[-MOST_HOPS:]):
        hop = parse_address(entry)
        if hop is None:
            break
        current = hop
        if not is_in(current, trusted):
            break
    return current


def parse_address(text: str) -> Address | None:
    """Read one entry: an address, perhaps in brackets, with a port or a zone; None when it is anything else.

    An IPv4 address inside IPv6 (::ffff:192.0.2.1) is that IPv4 address.
    """
    entry = text.strip(" \t")
    if not entry or len(entry) > LONGEST_HOP or not entry.isascii():
        return None
    if entry.startswith("["):
        host, bracket, rest = entry[1:].partition("]")
        if not bracket or ":" not in host or (rest and not _is_port(rest)):
            return None
    elif entry.count(":") == 1:
        host, _, port = entry.partition(":")
        if not _is_port(f":{port}"):
            return None
    else:
        host = entry
    host, percent, zone = host.partition("%")
    if percent and (not zone or ":" not in host):
        return None
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return unmapped(address)


def unmapped(address: Address) -> Address:
    """Return the IPv4 address an IPv4-mapped IPv6 address stands for, else the address."""
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def is_in(address: Address, networks: Sequence[Network]) -> bool:
    """Tell whether an address lies in any of a few networks."""
    return any(address in network for network in networks if network.version == address.version)


# Asked for several times a request, and building a network costs more than the rest of the counting.
@lru_cache(maxsize=8192)
def home(address: Address) -> Network:
    """Return what is counted and banned as one visitor: an IPv4 address, or the /64 every IPv6 household has."""
    return _within(address, 32, 64)


@lru_cache(maxsize=8192)
def neighbourhood(address: Address) -> Network:
    """Return the /24 or /48 an address lies in, within which a key may move freely."""
    return _within(address, 24, 48)


@lru_cache(maxsize=8192)
def circles(address: Address) -> tuple[Network, ...]:
    """Return what may be banned around an address, the narrowest first: itself and its /24, or /64, /56 and /48."""
    around = (home(address), neighbourhood(address))
    return around if isinstance(address, IPv4Address) else (around[0], _within(address, 0, 56), around[1])


def _within(address: Address, bits4: int, bits6: int) -> Network:
    if isinstance(address, IPv4Address):
        return IPv4Network((int(address) >> (32 - bits4) << (32 - bits4), bits4))
    return IPv6Network((int(address) >> (128 - bits6) << (128 - bits6), bits6))


def _is_port(text: str) -> bool:
    digits = text[1:]
    return text[0] == ":" and digits.isdigit() and len(digits) <= 5 and int(digits) <= 65_535
