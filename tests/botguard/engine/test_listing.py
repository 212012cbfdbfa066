"""Files of networks: every spelling a list has, what is wrong with a line, and who is never shut out."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botguard.engine.listing import MOST_NETWORKS, looked_for, not_listed, read_listing
from botguard.engine.roll import Roll
from botguard.engine.rule import Line, NotARule, Own, PasteTooLong, network_of, shut_out_by

OWN = Own(address=ip_address("203.0.113.7"), machines=(ip_network("10.0.0.0/8"), ip_network("::1/128")))
READ: list[tuple[str, str, list[str]]] = [
    ("an address", "198.51.100.7", ["198.51.100.7/32"]),
    ("a range", "198.51.100.0/24", ["198.51.100.0/24"]),
    ("a range that begins within itself", "198.51.100.77/24", ["198.51.100.0/24"]),
    ("blanks around it", "  198.51.100.7\t", ["198.51.100.7/32"]),
    ("a comment behind it", "198.51.100.7 # bad", ["198.51.100.7/32"]),
    ("comments, empty lines and a mark in front", "\ufeff# a list\n\n// more\n198.51.100.7", ["198.51.100.7/32"]),
    ("a CSV file with its heading", 'cidr,why\n"198.51.0.0/16",x\n192.0.2.1;y\n', ["198.51.0.0/16", "192.0.2.1/32"]),
    ("IPv6", "2001:db8::/48\n2001:DB8:0:1::/64", ["2001:db8::/48", "2001:db8:0:1::/64"]),
    ("an IPv6 address, which stands for its /64", "2001:db8::7", ["2001:db8::/64"]),
    ("IPv4 in IPv6's clothes", "::ffff:198.51.100.7", ["198.51.100.7/32"]),
    ("the widest", "11.0.0.0/8\n2001::/16", ["11.0.0.0/8", "2001::/16"]),
    ("the same twice", "198.51.100.7\n198.51.100.7/32", ["198.51.100.7/32"]),
    ("nothing", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "networks"), [pytest.param(*row[1:], id=row[0]) for row in READ])
def test_files(text: str, networks: list[str]) -> None:
    found = read_listing(text, effect="deny", own=OWN)
    assert [each.compressed for each in found.roll.networks()] == networks
    assert found.wrong_in_all == 0


WRONG: list[tuple[str, str, str]] = [
    ("words", "nonsense", "A list holds networks only"),
    ("a country", "country:RO", "A list holds networks only"),
    ("a number too high", "198.51.100.256", "A list holds networks only"),
    ("a zero in front, which some read as octal", "198.51.100.010", "A list holds networks only"),
    ("a length too long", "198.51.100.0/33", "A list holds networks only"),
    ("digits of another script", "١٩٨.51.100.7", "A list holds networks only"),
    ("a part of the world", "198.0.0.0/7", "Wider than a /8"),
    ("all of it", "0.0.0.0/0", "Wider than a /8"),
    ("a part of the world of IPv6", "2000::/3", "Wider than a /16"),
    ("a letter that cannot be printed", "198.51.100.7\x00", "cannot be printed"),
    ("its author", "203.0.113.7", "where you are now"),
    ("its author's network", "203.0.0.0/16", "where you are now"),
    ("a proxy", "10.1.2.3", "Our own machines call from 10.0.0.0/8"),
    ("all proxies and more", "8.0.0.0/8\n10.0.0.0/8", "Our own machines call from 10.0.0.0/8"),
    ("this machine, by IPv6", "::1", "Our own machines call from ::1/128"),
]


@pytest.mark.parametrize(("text", "problem"), [pytest.param(*row[1:], id=row[0]) for row in WRONG])
def test_lines_that_are_wrong(text: str, problem: str) -> None:
    found = read_listing(f"198.51.100.1\n{text}", effect="challenge", own=OWN)
    assert found.wrong_in_all == len(found.wrong) == 1
    assert problem in found.wrong[0].problem
    assert found.wrong[0].number == 1 + len(text.splitlines())
    assert shut_out_by(found.roll, own=OWN) == ""
    assert found.roll.holds(ip_address("198.51.100.1"))


def test_who_lets_in_may_name_anybody() -> None:
    found = read_listing("203.0.113.7\n10.0.0.0/8\n::1", effect="allow", own=OWN)
    assert (len(found.roll), found.wrong_in_all) == (3, 0)


def test_a_hundred_wrong_lines_are_told_and_the_others_counted() -> None:
    found = read_listing(
        "\n".join(["x"] * 150 + ["10.0.0.1"] * 3 + ["198.51.100.7"] * 4), effect="deny", own=OWN
    )
    assert (len(found.wrong), found.wrong_in_all, found.lines, found.doubles) == (100, 153, 157, 5)
    assert [line.number for line in found.wrong] == list(range(1, 101))


def test_more_than_a_million_networks_are_refused() -> None:
    lines = [f"{11 + n // 65_536}.{n // 256 % 256}.{n % 256}.0/24" for n in range(MOST_NETWORKS + 1)]
    with pytest.raises(PasteTooLong, match="1,000,001"):
        read_listing("\n".join(lines), effect="allow", own=OWN)


@given(st.ip_addresses(v=4), st.integers(8, 32))
def test_the_quick_way_reads_what_the_careful_way_reads(address: object, length: int) -> None:
    text = f"{address}/{length}"
    assert list(read_listing(text, effect="allow", own=OWN).roll.networks()) == [network_of(text)]


def roll(*networks: str) -> Roll:
    return Roll.of(ip_network(each) for each in networks)


PARTS = [
    "198.51.0.0/16",
    "198.51.100.0/24",
    "198.51.100.7",
    "203.0.113.9",
    "2001:db8::/32",
    "2001:db8:0:1::/64",
]


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("198.51.100.7/32", ["198.51.0.0/16", "198.51.100.0/24", "198.51.100.7/32"]),
        ("198.51.100.0/25", ["198.51.0.0/16", "198.51.100.0/24", "198.51.100.7/32"]),
        ("198.51.101.0/24", ["198.51.0.0/16"]),
        ("198.0.0.0/8", ["198.51.0.0/16", "198.51.100.0/24", "198.51.100.7/32"]),
        ("2001:db8:0:1::9/128", ["2001:db8::/32", "2001:db8:0:1::/64"]),
        ("192.0.2.0/24", []),
    ],
    ids=["an address", "a range", "a range beside", "a wide range", "an IPv6 address", "elsewhere"],
)
def test_what_holds_or_lies_in_a_network(within: str, expected: list[str]) -> None:
    found = roll(*PARTS)
    assert [each.compressed for each in found.find(ip_network(within), limit=9)] == expected
    assert found.count(ip_network(within)) == len(expected)


NETWORKS = st.lists(
    st.tuples(st.integers(0, 2**32 - 1), st.integers(8, 32)).map(
        lambda pair: ip_network(((pair[0] >> (32 - pair[1]) << (32 - pair[1])), pair[1]))
    ),
    max_size=30,
)


@given(NETWORKS, st.integers(1, 7))
def test_pages_together_are_the_list(networks: list[object], limit: int) -> None:
    whole, seen, after = Roll.of(networks), [], None  # type: ignore[arg-type, var-annotated] # drawn
    while page := whole.find(after=after, limit=limit):
        assert len(page) <= limit
        seen += page
        after = page[-1]
    assert seen == list(whole.networks())


@given(NETWORKS, NETWORKS, NETWORKS)
def test_changes_are_those_of_sets(before: list[object], add: list[object], drop: list[object]) -> None:
    found = Roll.of(before).changed(add=Roll.of(add), drop=Roll.of(drop))  # type: ignore[arg-type] # drawn
    assert set(found.networks()) == (set(before) - set(drop)) | set(add)
    assert Roll.unpacked(found.packed()).packed() == found.packed()
    assert read_listing("\n".join(found.lines()), effect="allow", own=OWN).roll.packed() == found.packed()


LOOKS: list[tuple[str, str]] = [
    ("198.51.100.7", "198.51.100.7/32"),
    (" 198.51.100.77/24 ", "198.51.100.0/24"),
    ("198", "198.0.0.0/8"),
    ("198.51.100.", "198.51.100.0/24"),
    ("2001:db8::", "2001:db8::/128"),
]


@pytest.mark.parametrize(("text", "network"), LOOKS, ids=[row[0] for row in LOOKS])
def test_what_a_search_means(text: str, network: str) -> None:
    assert looked_for(text).compressed == network


@pytest.mark.parametrize("text", ["", ".", "999", "1.2.3.4.5", "x", "-1", "1.2.3.4/99", "١"])
def test_what_a_search_cannot_mean(text: str) -> None:
    with pytest.raises(NotARule):
        looked_for(text)


def test_what_is_not_in_a_list_cannot_be_taken_out() -> None:
    def said(text: str) -> str:
        return not_listed(
            [Line(number=3, text=text, value=text, network=ip_network(text))], roll=roll(*PARTS)
        )

    assert said("203.0.113.9/32") == ""
    assert said("192.0.2.1/32") == "Line 3: 192.0.2.1/32 is not in the list."
    assert (
        said("198.51.7.0/24")
        == "Line 3: 198.51.7.0/24 is not in the list. It lies in 198.51.0.0/16, which is."
    )
