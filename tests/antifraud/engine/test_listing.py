"""What staff may put on a list, in which form it is kept, and what they are told when they may not."""

import time
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antifraud.engine.listing import MOST_CHARACTERS, MOST_LINES, PasteTooLong, canonical, parse_list
from antifraud.engine.subject import UnusableValue, canonical_email, keys_of, listable
from tests.antifraud.orders import order

TAKEN = {
    "an IPv4 address": ("203.0.113.7", "address", "203.0.113.7"),
    "an IPv4 address as a range of one": ("203.0.113.7/32", "address", "203.0.113.7"),
    "an IPv4-mapped address is what it maps": ("::ffff:203.0.113.7", "address", "203.0.113.7"),
    "an IPv4-mapped range is what it maps": ("::ffff:203.0.113.0/120", "cidr", "203.0.113.0/24"),
    "a range": ("203.0.113.0/24", "cidr", "203.0.113.0/24"),
    "a range by its mask": ("203.0.113.0/255.255.255.0", "cidr", "203.0.113.0/24"),
    "the widest range of IPv4": ("11.0.0.0/8", "cidr", "11.0.0.0/8"),
    "the widest range of IPv6": ("2001::/16", "cidr", "2001::/16"),
    "an IPv6 address is its /64": ("2001:db8:1:2:3:4:5:6", "address", "2001:db8:1:2::/64"),
    "an IPv6 address as a range of one": ("2001:db8:1:2:3:4:5:6/128", "address", "2001:db8:1:2::/64"),
    "a /64 is one subscriber": ("2001:DB8:1:2::/64", "address", "2001:db8:1:2::/64"),
    "an IPv6 range": ("2001:db8::/32", "cidr", "2001:db8::/32"),
    "an e-mail without case": ("Ana.Pop@Example.COM", "email", "ana.pop@example.com"),
    "an e-mail without its tag": ("ana+shop@example.com", "email", "ana@example.com"),
    "dots mean nothing at Gmail": ("A.n.a+x@GoogleMail.com", "email", "ana@gmail.com"),
    "a domain in letters of its own": ("ana@bücher.example", "email", "ana@xn--bcher-kva.example"),
    "an e-mail of a link": ("mailto:ana@example.com", "email", "ana@example.com"),
    "a phone with spaces": ("+40 721 234 567", "phone", "+40721234567"),
    "a phone with two zeros": ("0040 721-234-567", "phone", "+40721234567"),
    "a phone by its word": ("tel: +40721234567", "phone", "+40721234567"),
    "a network": ("as64500", "asn", "AS64500"),
    "a country": ("Country: ro", "country", "RO"),
    "a device": ("device:k3y_AbC-9", "device", "k3y_AbC-9"),
}


@pytest.mark.parametrize(("text", "subject", "value"), TAKEN.values(), ids=TAKEN)
def test_takes(text: str, subject: str, value: str) -> None:
    assert canonical(text) == (subject, value)
    again = value if subject not in {"country", "device"} else f"{subject}:{value}"
    assert canonical(again) == (subject, value), "a canonical form must be its own"


REFUSED = {
    "leading zeros": ("203.0.113.007", "203.0.113.007 has leading zeros, which some programs read as octal."),
    "host bits": ("203.0.113.7/24", "203.0.113.7/24 has host bits set; did you mean 203.0.113.0/24?"),
    "host bits of IPv6": ("2001:db8::1/32", "2001:db8::1/32 has host bits set; did you mean 2001:db8::/32?"),
    "everybody": ("0.0.0.0/0", "0.0.0.0/0 is too wide: at least /8 is needed."),
    "everybody on IPv6": ("::/0", "::/0 is too wide: at least /16 is needed."),
    "everybody, mapped": ("::ffff:0.0.0.0/96", "0.0.0.0/0 is too wide: at least /8 is needed."),
    "a seventh of the internet": ("12.0.0.0/7", "12.0.0.0/7 is too wide: at least /8 is needed."),
    "five numbers": ("1.2.3.4.5", "1.2.3.4.5 is not an address or a CIDR range."),
    "a number too large": ("1.2.3.256", "1.2.3.256 is not an address or a CIDR range."),
    "a length too large": ("1.2.3.4/33", "1.2.3.4/33 is not an address or a CIDR range."),
    "an interface": ("fe80::1%eth0", "fe80::1%eth0 names an interface; leave out what follows the %."),
    "a word": ("bot", "bot is not an address or a CIDR range."),
    "a whole URL": ("https://example.com", "https://example.com is not an address or a CIDR range."),
    "an e-mail without a domain": ("ana@", "ana@ is not an e-mail address."),
    "an e-mail without a mailbox": ("@example.com", "@example.com is not an e-mail address."),
    "an e-mail with two ats": ("a@b@example.com", "a@b@example.com is not an e-mail address."),
    "an e-mail of an empty label": ("a@b..example", "a@b..example is not an e-mail address."),
    "an e-mail at a bare host": ("a@localhost", "a@localhost is not an e-mail address."),
    "a phone without a country": (
        "phone:0721234567",
        "0721234567 needs its country code, as in +40 721 234 567.",
    ),
    "a phone of two digits": ("+12", "+12 is not a phone number."),
    "a network beyond numbers": ("AS4294967296", "AS4294967296 is not a network's number."),
    "a country of three letters": ("country:ROU", "ROU is not a country's two letters, as in country:RO."),
    "a device of nothing": ("device:", "Nothing is not a device's id."),
    "a NUL": ("203.0.113.7\0", "The line holds a character that cannot be printed."),
    "half a surrogate": ("ana\ud800@example.com", "The line holds a character that cannot be printed."),
    "Arabic digits": ("١.٢.٣.٤", "١.٢.٣.٤ is not an address or a CIDR range."),
    "a line without end": ("1" * 5000, f"{'1' * 60}… is too long."),
}


@pytest.mark.parametrize(("text", "problem"), REFUSED.values(), ids=REFUSED)
def test_refuses(text: str, problem: str) -> None:
    with pytest.raises(UnusableValue) as refused:
        canonical(text)
    assert str(refused.value) == problem


WARNED = {
    "loopback": ("127.0.0.1", None, "This range is private: no shopper on the internet has such an address."),
    "a private range": (
        "10.0.0.0/8",
        None,
        "This range is private: no shopper on the internet has such an address.",
    ),
    "where the author is": ("198.51.100.0/24", "198.51.100.9", "This is where you are now."),
    "where the author is, on IPv6": ("2a00:1:2:3::/64", "2a00:1:2:3::9", "This is where you are now."),
    "somewhere else": ("8.8.8.0/24", "9.9.9.9", ""),
    "an e-mail": ("ana@example.com", "9.9.9.9", ""),
}


@pytest.mark.parametrize(("text", "own", "warning"), WARNED.values(), ids=WARNED)
def test_warns(text: str, own: str | None, warning: str) -> None:
    (line,) = parse_list(text, own_address=own)
    assert (line.problem, line.warning) == ("", warning)


def test_lines_are_numbered_as_people_count_them() -> None:
    lines = parse_list("# from the forum\r\n\r\n 8.8.8.8  # dns\n8.8.8.8/24,\n\tana@example.com ;\n")
    assert [(line.number, line.text, line.value, bool(line.problem)) for line in lines] == [
        (3, "8.8.8.8", "8.8.8.8", False),
        (4, "8.8.8.8/24", "", True),
        (5, "ana@example.com", "ana@example.com", False),
    ]


def test_what_is_shown_of_a_bad_line_can_be_shown() -> None:
    (line,) = parse_list(["\ud800\0<script>" + "x" * 400])
    assert line.text == "��<script>" + "x" * 50 + "…"
    assert line.problem == "The line holds a character that cannot be printed."


@pytest.mark.parametrize(
    "paste",
    ["8.8.8.8\n" * (10_000_000 // 8), "x" * (MOST_CHARACTERS + 1), ["8.8.8.8"] * (MOST_LINES + 1)],
    ids=["ten megabytes of lines", "one line too long", "one line too many"],
)
def test_a_paste_too_long_is_refused_before_it_is_read(paste: str | list[str]) -> None:
    started = time.perf_counter()
    with pytest.raises(PasteTooLong):
        parse_list(paste)
    assert time.perf_counter() - started < 0.25


@given(st.text(max_size=80) | st.from_regex(r"[0-9a-f:./%@+]{0,60}"))
def test_nothing_pasted_ever_breaks(text: str) -> None:
    for line in parse_list(text):
        assert bool(line.problem) != bool(line.value)
        assert len(line.value) <= 320


@given(st.ip_addresses())
def test_an_order_matches_its_address_and_every_range_around_it(address: object) -> None:
    pairs = listable(order(address=str(address)))
    assert tuple(map(str, canonical(str(address)))) in pairs
    subject_of = {value: subject for subject, value in pairs}
    plain = ip_address(str(address))
    plain = getattr(plain, "ipv4_mapped", None) or plain
    shortest, longest = (8, 32) if plain.version == 4 else (16, 64)
    for length in range(shortest, longest + 1):
        subject, value = canonical(
            str(ip_network((int(plain), length), strict=False))
            if plain.version == 4
            else str(ip_network(f"{plain}/{length}", strict=False))
        )
        assert subject_of[value] == subject
    assert len(pairs) <= 80


def test_one_order_is_counted_under_one_form_of_everything() -> None:
    first = keys_of(
        order(address="::ffff:198.51.100.7", email="Maria.Ionescu+x@Example.com", phone="+40 721 234 567")
    )
    same = keys_of(
        order(name="MARIA  IONESCU", street="strada lungă, 14", city="Brașov", device="device-one")
    )
    assert first == keys_of(order()) == same
    assert keys_of(order(address="2001:db8::1")).address == keys_of(order(address="2001:db8::2")).address
    assert keys_of(order(address="not one", email="x", phone="y")).address == ""


@given(st.emails())
def test_an_e_mail_is_counted_once_however_it_is_written(email: str) -> None:
    try:
        key = canonical_email(email)
    except UnusableValue:
        return
    assert canonical_email(key) == key
    assert canonical_email(email.upper()) == key or not email.isascii()
