"""Leaving a signal out because its group has nothing to read never leaves out what it would have said."""

from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from botguard.engine import coherence
from botguard.engine import key as keys
from botguard.engine.count import NOTED
from botguard.engine.crawler import NOBODY, Bot
from botguard.engine.facts import History, Measure, RequestFacts
from botguard.engine.policy import parse_policy
from botguard.engine.revocation import ALL, Closure, packed
from botguard.engine.ring import ENTRY
from botguard.engine.roster import SIGNALS, speak
from botguard.engine.tier import NO_RECORD, Record

CARD = parse_policy((Path(__file__).parents[3] / "botguard" / "policy.toml").read_text()).card
NOW = 1_780_000_000
HERE = ip_address("203.0.113.5")
KEY = keys.cut(bytes(16), address=HERE, agent="", now=NOW - 60)
ODDITIES = [
    *coherence.MISSING,
    *coherence.CONTRADICTION,
    *coherence.VERSION,
    *coherence.LANGUAGE,
]
BOTS = [
    NOBODY,
    Bot(state="verified", name="Googlebot", crawler_class="search-engine", proof="range"),
    Bot(state="claimed", crawler_class="other", permission="refuse"),
    Bot(state="fake", name="Googlebot", problem="other-key"),
]
counts = st.integers(0, 3_000)
steps = st.tuples(st.integers(0, 60_000), st.integers(0, 40), st.integers(0, 10), st.integers(0, 7))
rings = st.lists(steps, max_size=20).map(lambda ring: b"".join(ENTRY.pack(*step) for step in ring))
histories = st.builds(
    History,
    is_revoked=st.booleans(),
    revocation=st.sampled_from(["", packed(Closure(room=ALL, until=NOW + 60, reason_code="staff"))]),
    banned_for=st.sampled_from(["", "trap-hit"]),
    ring=rings,
    noted=st.dictionaries(st.sampled_from([count.name for count in NOTED]), st.integers(1, 400), max_size=4),
    **dict.fromkeys(
        (
            *("pages_1", "pages_10", "pages_60", "pages_600", "requests_60", "pages", "product_pages"),
            *(
                "products_60",
                "products_3600",
                "searches_60",
                "searches_600",
                "home_pages_60",
                "home_pages_600",
            ),
            *("keys_60", "keys_600", "network_keys_600", "network_pages_3600", "network_products_3600"),
            *("traps", "scans"),
        ),
        counts,
    ),
)
requests = st.builds(
    RequestFacts,
    address=st.just(HERE),
    room=st.sampled_from(["browse", "search", "cart", "checkout", "pay", "account", "api"]),
    method=st.sampled_from(["GET", "POST"]),
    path=st.just("/p/lamp/"),
    is_api=st.booleans(),
    agent=st.sampled_from(["", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"]),
    agent_class=st.sampled_from(["browser", "tool", "headless", "crawler", "empty", "unknown"]),
    oddities=st.lists(st.sampled_from(ODDITIES), max_size=3).map(tuple),
    is_navigation=st.booleans(),
    is_opened=st.booleans(),
    is_search=st.booleans(),
    number=st.integers(-1, 30),
    is_product=st.booleans(),
    is_trap=st.booleans(),
    is_scan=st.booleans(),
    network_kind=st.sampled_from(["unknown", "hosting", "tor", "vpn", "relay", "crawler"]),
    is_crowded=st.booleans(),
    bot=st.sampled_from(BOTS),
    key=st.sampled_from([None, KEY, keys.opened(KEY, proof="work", now=NOW - 30, seconds=7_200)]),
    key_state=st.sampled_from(["none", "good", "forged", "moved", "foreign", "revoked"]),
    tier=st.sampled_from(["ordinary", "safeguard", "distrusted"]),
    around=st.sampled_from([NO_RECORD, Record(kept=400), Record(lost=9)]),
    measures=st.lists(
        st.builds(Measure, effect=st.sampled_from(["allow", "deny", "ban"]), reason=st.just("said")),
        max_size=2,
    ).map(tuple),
)


@settings(max_examples=600)
@given(facts=requests, history=histories)
def test_groups_leave_nothing_out(facts: RequestFacts, history: History) -> None:
    # A visitor without a key of its own cannot be in a state of one.
    facts = facts if facts.key or facts.key_state == "forged" else replace(facts, key_state="none")
    everything = [signal(facts, history, CARD, NOW) for signal in SIGNALS]
    assert speak(facts, history, CARD, now=NOW) == [said for said in everything if said is not None]


def test_every_signal_is_listed_once_and_says_what_it_looks_at() -> None:
    assert all(signal.__doc__ for signal in SIGNALS)
    assert len(set(SIGNALS)) == len(SIGNALS)


ORDINARY = RequestFacts(
    address=HERE, room="browse", method="GET", path="/", agent_class="browser", key=KEY, key_state="good"
)
TAKEN = packed(Closure(room=ALL, until=NOW + 60, reason_code="staff"))


@pytest.mark.parametrize(
    ("about", "known"),
    [
        ({}, {}),
        ({"agent_class": "tool"}, {}),
        ({"bot": BOTS[3]}, {}),
        ({"oddities": (ODDITIES[0],)}, {}),
        ({"key_state": "forged", "key": None}, {}),
        ({"key_state": "moved"}, {}),
        ({"revocation": TAKEN}, {}),
        ({}, {"revocation": TAKEN}),
        ({}, {"is_revoked": True}),
        ({"tier": "distrusted"}, {}),
        ({"around": Record(lost=9)}, {}),
        ({"is_trap": True}, {}),
        ({"is_scan": True}, {"scans": 5}),
        ({}, {"banned_for": "trap-hit"}),
        ({"measures": (Measure(effect="deny", reason="said"),)}, {}),
    ],
)
def test_a_single_thing_out_of_the_ordinary_is_heard(about: dict[str, Any], known: dict[str, Any]) -> None:
    facts, history = replace(ORDINARY, **about), History(**known)
    everything = [signal(facts, history, CARD, NOW) for signal in SIGNALS]
    assert speak(facts, history, CARD, now=NOW) == [said for said in everything if said is not None]
    # Each of them is heard for itself, else the list would prove nothing.
    alone = {said.code for said in everything if said} - {
        said.code for said in speak(ORDINARY, History(), CARD, now=NOW)
    }
    assert bool(alone) == bool(about or known)
