"""What staff paste as access rules: read line by line, and never against the shop itself."""

from ipaddress import ip_address, ip_network

import pytest

from botguard.engine.facts import Measure
from botguard.engine.measures import Entry, Index
from botguard.engine.rule import MOST_LINES, Own, PasteTooLong, candidate, parse_paste, strongest

OWN = Own(
    address=ip_address("203.0.113.9"),
    country="BG",
    asn=64500,
    agent="Mozilla/5.0 (X11; Linux) Firefox/140.0",
    machines=(ip_network("10.0.0.0/8"), ip_network("127.0.0.0/8")),
)
NOBODY = Index()

GOOD: list[tuple[str, str, tuple[str, str], str]] = [
    # what it shows, the line, what it stands for, the note
    ("an address", "192.0.2.7", ("address", "192.0.2.7/32"), ""),
    ("a network", "192.0.2.0/24", ("address", "192.0.2.0/24"), ""),
    ("a network written by an address of it", "192.0.2.7/24", ("address", "192.0.2.0/24"), "Read as 192.0.2.0/24."),
    ("an IPv6 address", "2001:db8::5", ("address", "2001:db8::5/128"), "In a list it stands for its /64."),
    ("an IPv6 network", "2001:DB8:1::/48", ("address", "2001:db8:1::/48"), ""),
    ("an IPv4 address in IPv6's clothes", "::ffff:192.0.2.7", ("address", "192.0.2.7/32"), ""),
    ("an autonomous system", "as64501", ("asn", "64501"), ""),
    ("a country", "country: ro", ("country", "RO"), ""),
    ("a part of an agent, commas and all", "agent:Evil, Inc; bot", ("agent", "Evil, Inc; bot"), ""),
    ("a row of a CSV file", '"192.0.2.7",bad,2026-01-01', ("address", "192.0.2.7/32"), ""),
    ("a row of a list with semicolons", "192.0.2.0/24 ; SBL1234", ("address", "192.0.2.0/24"), ""),
    ("a row of a list with tabs", "192.0.2.7\t17 hits", ("address", "192.0.2.7/32"), ""),
    ("a comment behind it", "192.0.2.7 # Ana, fakes", ("address", "192.0.2.7/32"), ""),
]  # fmt: skip
WRONG: list[tuple[str, str, str, str]] = [
    # what it shows, the effect, the line, a part of what is said
    ("the author's own address", "deny", "203.0.113.9", "where you are now"),
    ("a network with the author in it", "challenge", "203.0.0.0/16", "where you are now"),
    ("the author's country", "deny", "country:BG", "country you are in"),
    ("the author's network", "deny", "AS64500", "network you are in"),
    ("the author's browser", "deny", "agent:firefox", "Your own browser"),
    ("a proxy of ours", "deny", "10.1.2.3", "Our own machines"),
    ("a neighbour of our proxies is fair game", "deny", "11.0.0.0/8", ""),
    ("where probes call from", "deny", "127.0.0.1", "Our own machines"),
    ("a part of the world", "allow", "16.0.0.0/6", "part of the world"),
    ("a part of the world, IPv6", "allow", "2000::/3", "part of the world"),
    ("no address", "deny", "192.0.2.300", "Not an address"),
    ("words", "deny", "everybody bad", "Not an address"),
    ("a country that is none", "deny", "country:Romania", "two letters"),
    ("an autonomous system that is none", "deny", "AS0", "AS64500"),
    ("too short an agent", "deny", "agent:a", "four characters"),
    ("what cannot be printed", "deny", "192.0.2.7\x00", "cannot be printed"),
]


@pytest.mark.parametrize(("shown", "line", "stands_for", "note"), GOOD, ids=[each[0] for each in GOOD])
def test_a_line_is_read(shown: str, line: str, stands_for: tuple[str, str], note: str) -> None:
    (read,) = parse_paste(line, effect="deny", own=OWN, known=NOBODY).lines
    assert (read.subject, read.value, read.problem, read.note) == (*stands_for, "", note)


@pytest.mark.parametrize(("shown", "effect", "line", "said"), WRONG, ids=[each[0] for each in WRONG])
def test_a_line_is_refused(shown: str, effect: str, line: str, said: str) -> None:
    paste = parse_paste(line, effect=effect, own=OWN, known=NOBODY)
    if said:
        assert paste.good == ()
        assert said in paste.wrong[0].problem
    else:
        assert paste.wrong == ()


@pytest.mark.parametrize("line", ["203.0.113.9", "country:BG", "AS64500", "agent:Firefox", "10.0.0.0/8"])
def test_nobody_is_locked_out_by_an_allow(line: str) -> None:
    assert parse_paste(line, effect="allow", own=OWN, known=NOBODY).wrong == ()


def test_comments_headings_and_blank_lines_say_nothing() -> None:
    paste = parse_paste(
        "address,why\n\n# mine\n  \n// theirs\n192.0.2.7,x\n", effect="deny", own=OWN, known=NOBODY
    )
    assert [(line.number, line.value) for line in paste.lines] == [(6, "192.0.2.7/32")]


def test_what_is_double_or_covered_is_noted() -> None:
    known = Index.of(
        [Entry(subject="address", value="198.51.0.0/16", effect="deny", reason="Access rule #4: fakes")]
    )
    text = "192.0.2.0/24\n192.0.2.7\n192.0.2.0/24\n198.51.100.0/24\n2001:db8::/32\n2001:db8:1::/48"
    lines = parse_paste(text, effect="deny", own=OWN, known=known).lines
    assert [line.note or line.problem for line in lines] == [
        "",
        "Lies within 192.0.2.0/24 of this paste.",
        "Twice in this paste.",
        "Covered already: Access rule #4: fakes.",
        "",
        "Lies within 2001:db8::/32 of this paste.",
    ]


def test_a_paste_that_is_too_long_is_refused_unread() -> None:
    with pytest.raises(PasteTooLong):
        parse_paste("\n" * (MOST_LINES + 1), effect="deny", own=OWN, known=NOBODY)


def test_a_candidate_meets_whom_the_rule_would_meet() -> None:
    paste = parse_paste(
        "192.0.2.0/24\n2001:db8::/48\nAS64501\nagent:scrapy", effect="deny", own=OWN, known=NOBODY
    )
    index = candidate(paste, effect="deny")

    def met(address: str, *, asn: int | None = None, agent: str = "Mozilla") -> bool:
        return bool(index.measures(address=ip_address(address), country=None, asn=asn, agent=agent, now=0))

    assert met("192.0.2.200")
    assert met("2001:db8::9")
    assert met("198.51.100.1", asn=64501)
    assert met("198.51.100.1", agent="Scrapy/2.11")
    assert not met("198.51.100.1")


def test_an_allow_wins_over_a_denial_and_a_denial_over_a_challenge() -> None:
    allow, deny, challenge, observe = (
        Measure(effect=effect, reason=effect) for effect in ("allow", "deny", "challenge", "observe")
    )
    assert strongest((observe, challenge, deny, allow)) is allow
    assert strongest((observe, challenge, deny)) is deny
    assert strongest((challenge, observe)) is challenge
    assert strongest((observe,)) is None
