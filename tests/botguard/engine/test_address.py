"""Whose address a request came from, whatever its headers say."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botguard.engine.address import MOST_HOPS, client_address, home, neighbourhood, parse_address

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("fd00::/8"), ip_network("192.0.2.128/25")]
PROXY = "10.0.0.1"
ONE = "203.0.113.5"
TWO = "198.51.100.9"
SIX = "2001:db8::5"
NOWHERE = "0.0.0.0"  # noqa: S104 # nobody listens here, it is an answer
PADDING = "1.1.1.1, " * 1200  # more than 10 KB

WALKS: list[tuple[str, str, str, str]] = [
    # what it shows, peer, header, answer
    ("no header at all", ONE, "", ONE),
    ("a visitor's own header is not believed", ONE, TWO, ONE),
    ("a visitor claims to be a proxy", ONE, PROXY, ONE),
    ("a visitor claims a long chain", ONE, f"{TWO}, {PROXY}, {PROXY}", ONE),
    ("a visitor claims loopback", ONE, "127.0.0.1", ONE),
    ("a neighbour of the trusted network is not trusted", "11.0.0.1", TWO, "11.0.0.1"),
    ("the lower half of the last network is not trusted", "192.0.2.127", TWO, "192.0.2.127"),
    ("the upper half is", "192.0.2.128", TWO, TWO),
    ("a proxy without a header is the visitor", PROXY, "", PROXY),
    ("one proxy", PROXY, ONE, ONE),
    ("two proxies", PROXY, f"{ONE}, 10.0.0.2", ONE),
    ("three proxies of two kinds", PROXY, f"{ONE}, fd00::7, 10.0.0.2", ONE),
    ("the leftmost is spoofed", PROXY, f"{TWO}, {ONE}", ONE),
    ("the leftmost is spoofed behind two proxies", PROXY, f"{TWO}, {ONE}, 10.0.0.2", ONE),
    ("ten spoofed ones", PROXY, f"{', '.join([TWO] * 10)}, {ONE}", ONE),
    ("a spoofed trusted address further left", PROXY, f"10.9.9.9, {ONE}", ONE),
    ("only trusted addresses: the leftmost", PROXY, "10.0.0.9, 10.0.0.8", "10.0.0.9"),
    ("the same address doubled", PROXY, f"{ONE}, {ONE}", ONE),
    ("joined from two headers", PROXY, f"{TWO},{ONE}", ONE),
    ("no space after the comma", PROXY, f"{TWO},{ONE},10.0.0.2", ONE),
    ("tabs between", PROXY, f"{TWO},\t{ONE}", ONE),
    ("spaces around", PROXY, f"   {ONE}   ", ONE),
    ("a trailing comma stops at the proxy", PROXY, f"{ONE},", PROXY),
    ("a leading comma", PROXY, f",{ONE}", ONE),
    ("a doubled comma between spoof and truth", PROXY, f"{TWO},,{ONE}", ONE),
    ("a doubled comma behind a proxy stops there", PROXY, f"{ONE},,10.0.0.2", "10.0.0.2"),
    ("only commas", PROXY, ",,,,", PROXY),
    ("only spaces", PROXY, "    ", PROXY),
    ("words", PROXY, "unknown", PROXY),
    ("words left of the truth", PROXY, f"unknown, {ONE}", ONE),
    ("words right of it", PROXY, f"{ONE}, unknown", PROXY),
    ("an obfuscated name", PROXY, "_hidden", PROXY),
    ("a script", PROXY, "<script>alert(1)</script>", PROXY),
    ("a quote of SQL", PROXY, "' OR 1=1 --", PROXY),
    ("a NUL byte", PROXY, f"{ONE}\0", PROXY),
    ("a line break", PROXY, f"{ONE}\r\nX: y", PROXY),
    ("a lone surrogate", PROXY, "\ud800", PROXY),
    ("full-width digits", PROXY, "２０３.0.113.5", PROXY),
    ("Arabic digits", PROXY, "٢٠٣.0.113.5", PROXY),
    ("a port", PROXY, f"{ONE}:4711", ONE),
    ("port zero", PROXY, f"{ONE}:0", ONE),
    ("the highest port", PROXY, f"{ONE}:65535", ONE),
    ("a port too high", PROXY, f"{ONE}:65536", PROXY),
    ("a port of six digits", PROXY, f"{ONE}:000001", PROXY),
    ("an empty port", PROXY, f"{ONE}:", PROXY),
    ("a negative port", PROXY, f"{ONE}:-1", PROXY),
    ("a port of letters", PROXY, f"{ONE}:http", PROXY),
    ("two ports", PROXY, f"{ONE}:1:2", PROXY),
    ("three numbers", PROXY, "203.0.113", PROXY),
    ("five numbers", PROXY, "203.0.113.5.6", PROXY),
    ("a number above 255", PROXY, "203.0.113.256", PROXY),
    ("a negative number", PROXY, "203.0.113.-5", PROXY),
    ("leading zeros, which some read as octal", PROXY, "0313.0.113.5", PROXY),
    ("hexadecimal", PROXY, "0xcb007105", PROXY),
    ("one whole number", PROXY, "3405803781", PROXY),
    ("a network, not an address", PROXY, "203.0.113.0/24", PROXY),
    ("a space inside", PROXY, "203.0. 113.5", PROXY),
    ("brackets around IPv4", PROXY, f"[{ONE}]", PROXY),
    ("quotes around", PROXY, f'"{ONE}"', PROXY),
    ("for= of another header", PROXY, f"for={ONE}", PROXY),
    ("a semicolon instead of a comma", PROXY, f"{TWO}; {ONE}", PROXY),
    ("IPv6", PROXY, SIX, SIX),
    ("IPv6 in brackets", PROXY, f"[{SIX}]", SIX),
    ("IPv6 in brackets with a port", PROXY, f"[{SIX}]:443", SIX),
    ("IPv6 in brackets with a bad port", PROXY, f"[{SIX}]:x", PROXY),
    ("IPv6 in brackets with a tail", PROXY, f"[{SIX}]tail", PROXY),
    ("an open bracket", PROXY, f"[{SIX}", PROXY),
    ("a closing bracket", PROXY, f"{SIX}]", PROXY),
    ("empty brackets", PROXY, "[]", PROXY),
    ("doubled brackets", PROXY, f"[[{SIX}]]", PROXY),
    ("IPv6 in full", PROXY, "2001:0db8:0000:0000:0000:0000:0000:0005", SIX),
    ("IPv6 in capitals", PROXY, "2001:DB8::5", SIX),
    ("IPv6 with two gaps", PROXY, "2001::db8::5", PROXY),
    ("IPv6 with nine groups", PROXY, "1:2:3:4:5:6:7:8:9", PROXY),
    ("IPv6 with a long group", PROXY, "2001:00db8::5", PROXY),
    ("IPv6 with a letter beyond f", PROXY, "2001:db8::g", PROXY),
    ("IPv6 with a zone", PROXY, "fe80::1%eth0", "fe80::1"),
    ("IPv6 with a zone in brackets", PROXY, "[fe80::1%eth0]:80", "fe80::1"),
    ("an empty zone", PROXY, "fe80::1%", PROXY),
    ("a zone on IPv4", PROXY, f"{ONE}%eth0", PROXY),
    ("IPv4 inside IPv6 is that IPv4", PROXY, f"::ffff:{ONE}", ONE),
    ("IPv4 inside IPv6, hexadecimal", PROXY, "::ffff:cb00:7105", ONE),
    ("IPv4 inside IPv6, bracketed with a port", PROXY, f"[::ffff:{ONE}]:80", ONE),
    ("a trusted proxy inside IPv6 is trusted", PROXY, f"{ONE}, ::ffff:10.0.0.2", ONE),
    ("the peer inside IPv6 is trusted", "::ffff:10.0.0.1", ONE, ONE),
    ("the peer inside IPv6 is not trusted", f"::ffff:{TWO}", ONE, TWO),
    ("the peer with a port", f"{PROXY}:999", ONE, ONE),
    ("an IPv6 proxy", "fd00::1", ONE, ONE),
    ("an IPv6 peer outside of the trusted", SIX, ONE, SIX),
    ("IPv6 behind an IPv6 proxy", "fd00::1", SIX, SIX),
    ("a spoofed IPv6 left of the truth", "fd00::1", f"::1, {SIX}", SIX),
    ("the unspecified address", PROXY, NOWHERE, NOWHERE),
    ("broadcast", PROXY, "255.255.255.255", "255.255.255.255"),
    ("loopback as the visitor", PROXY, "127.0.0.1", "127.0.0.1"),
    ("IPv6 loopback", PROXY, "::1", "::1"),
    ("a peer without an address is nowhere", "", ONE, NOWHERE),
    ("a peer that is a socket's path is nowhere", "/run/shop.sock", ONE, NOWHERE),
    ("a peer that is garbage is nowhere", "garbage", ONE, NOWHERE),
    ("10 KB of spoofs left of the truth", PROXY, f"{PADDING}{ONE}", ONE),
    (
        "10 KB of trusted spoofs: bounded work",
        PROXY,
        f"{ONE}, " + "10.0.0.2, " * 1500 + "10.0.0.3",
        "10.0.0.2",
    ),
    ("10 KB without a comma", PROXY, "1" * 10_240, PROXY),
    ("10 KB of commas", PROXY, "," * 10_240, PROXY),
    ("10 KB of commas, then the truth", PROXY, "," * 10_240 + ONE, ONE),
    ("10 KB of brackets", PROXY, "[" * 10_240, PROXY),
    ("10 KB of colons", PROXY, ":" * 10_240, PROXY),
    ("a megabyte, then the truth", PROXY, "x, " * 300_000 + ONE, ONE),
    ("an entry as long as we read", PROXY, " " * 100 + ONE, ONE),
    ("an entry of 65 characters", PROXY, "1." * 32 + "1", PROXY),
]


@pytest.mark.parametrize(
    ("peer", "header", "answer"), [row[1:] for row in WALKS], ids=[row[0] for row in WALKS]
)
def test_the_walk(peer: str, header: str, answer: str) -> None:
    assert client_address(peer, header, trusted=TRUSTED) == ip_address(answer)


def test_there_are_a_hundred_rows_and_none_twice() -> None:
    assert len({row[0] for row in WALKS}) == len(WALKS) >= 100


def test_the_walk_takes_so_many_hops_and_no_more() -> None:
    chain = ", ".join([ONE, *["10.0.0.2"] * MOST_HOPS])
    assert client_address(PROXY, chain, trusted=TRUSTED) == IPv4Address("10.0.0.2")
    shorter = ", ".join([ONE, *["10.0.0.2"] * (MOST_HOPS - 1)])
    assert client_address(PROXY, shorter, trusted=TRUSTED) == IPv4Address(ONE)


def test_a_socket_can_be_trusted() -> None:
    assert client_address("", ONE, trusted=[ip_network("0.0.0.0/32")]) == IPv4Address(ONE)


addresses = st.ip_addresses().map(str)
headers = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(addresses, st.text(max_size=20)), max_size=30).map(",".join),
)


@given(peer=st.ip_addresses(), header=headers)
def test_without_trusted_proxies_no_header_changes_the_answer(
    peer: IPv4Address | IPv6Address, header: str
) -> None:
    assert client_address(str(peer), header, trusted=[]) == client_address(str(peer), "", trusted=[])


@given(header=headers, spoof=headers)
def test_what_stands_left_of_an_untrusted_address_never_matters(header: str, spoof: str) -> None:
    chain = f"{header},{ONE}"
    assert client_address(PROXY, chain, trusted=TRUSTED) == client_address(
        PROXY, f"{spoof},{chain}", trusted=TRUSTED
    )


@given(text=st.text(max_size=100))
def test_any_text_is_an_address_or_none(text: str) -> None:
    found = parse_address(text)
    assert found is None or parse_address(str(found)) == found


@pytest.mark.parametrize(
    ("address", "counted", "around"),
    [
        ("203.0.113.5", "203.0.113.5/32", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("255.255.255.255", "255.255.255.255/32", "255.255.255.0/24"),
    ],
    ids=["IPv4 by itself", "IPv6 by the household's /64", "the last address there is"],
)
def test_what_is_counted_as_one(address: str, counted: str, around: str) -> None:
    assert home(ip_address(address)) == ip_network(counted)
    assert neighbourhood(ip_address(address)) == ip_network(around)
