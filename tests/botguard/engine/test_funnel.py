"""The way through the shop, and what a neighbourhood reads: mild for one person, telling for many hands."""

# ruff: noqa: E501 # a table is read by its columns

from dataclasses import replace

import pytest

from botguard.engine import coherence, funnel, pace
from botguard.engine.facts import History, RequestFacts
from botguard.engine.roster import Signal
from tests.botguard.engine.test_decide import NEWCOMER, NOW, PERSON, POLICY
from tests.botguard.engine.test_manner import CHROME, LYNX, OLD_ANDROID
from tests.botguard.engine.test_rhythm import ring

SEARCHER = replace(PERSON, room="search", is_search=True)
ORDERER = replace(PERSON, room="checkout", method="POST", is_opened=True)
READER = replace(PERSON, agent=CHROME.agent)
SHOPPER = replace(PERSON, is_product=True)
SEEN = {"assets-seen": 1}

WAYS: list[tuple[str, Signal, RequestFacts, History, str, int]] = [
    ("a few searches", funnel.search_cost, SEARCHER, History(searches_60=12, searches_600=40), "", 0),
    ("a search a second", funnel.search_cost, SEARCHER, History(searches_60=60), "search-minute", 130),
    ("two searches a second", funnel.search_cost, SEARCHER, History(searches_60=120), "search-minute", 260),
    ("searches for ten minutes", funnel.search_cost, SEARCHER, History(searches_60=30, searches_600=300), "search-ten-minutes", 130),
    ("a page between searches", funnel.search_cost, PERSON, History(searches_60=120), "", 0),
    ("searches of many behind one address", funnel.search_cost, replace(SEARCHER, key=None, key_state="none"), History(searches_60=120), "", 0),
    ("pages with their styles", funnel.assets, READER, History(pages=30, noted=SEEN), "", 0),
    ("the first pages", funnel.assets, READER, History(pages=4), "", 0),
    ("pages without their styles", funnel.assets, READER, History(pages=8), "assets-none", 18),
    ("many pages without their styles", funnel.assets, READER, History(pages=60), "assets-none", 30),
    ("a crowd that fetches styles", funnel.bare_address, READER, History(home_pages_600=2_000, noted={"assets-home": 40}), "", 0),
    ("somebody bare in that crowd", funnel.bare_address, READER, History(home_pages_60=300, home_pages_600=2_000, noted={"assets-home": 33}), "", 0),
    ("an address of robots", funnel.bare_address, READER, History(home_pages_60=150, home_pages_600=450), "address-bare-minute", 260),
    ("a slower one", funnel.bare_address, READER, History(home_pages_60=60, home_pages_600=600), "address-bare", 260),
    ("a person with styles among robots", funnel.bare_address, READER, History(home_pages_600=5_000, noted=SEEN), "", 0),
    ("a carrier's address", funnel.bare_address, replace(READER, is_crowded=True), History(home_pages_60=300), "", 0),
    ("lynx at such an address", funnel.bare_address, replace(READER, agent=LYNX.agent), History(home_pages_600=900), "", 0),
    ("a neighbourhood of people", funnel.bare_network, READER, History(pages=9, network_pages_3600=2_000, noted={"assets-network": 40}), "", 0),
    ("somebody bare among them", funnel.bare_network, READER, History(pages=9, network_pages_3600=2_000, noted={"assets-network": 31}), "", 0),
    ("slow hands at many addresses", funnel.bare_network, READER, History(pages=9, network_pages_3600=309), "network-bare", 260),
    ("one person who reads a lot", funnel.bare_network, READER, History(pages=440, network_pages_3600=440), "", 0),
    ("the first two hundred pages of theirs", funnel.bare_network, READER, History(pages=9, network_pages_3600=208), "", 0),
    ("many of them, and three people", funnel.bare_network, READER, History(pages=9, network_pages_3600=1_689, noted={"assets-network": 3}), "network-bare", 360),
    ("a newcomer among slow hands", funnel.bare_network, READER, History(pages=1, network_pages_3600=5_000), "", 0),
    ("a person with styles among slow hands", funnel.bare_network, READER, History(pages=9, network_pages_3600=5_000, noted=SEEN), "", 0),
    ("a carrier's network", funnel.bare_network, replace(READER, is_crowded=True), History(pages=9, network_pages_3600=5_000), "", 0),
    ("lynx among slow hands", funnel.bare_network, replace(READER, agent=LYNX.agent), History(pages=9, network_pages_3600=5_000), "", 0),
    ("lynx, which has none", funnel.assets, replace(READER, agent=LYNX.agent), History(pages=60), "", 0),
    ("an old telephone that keeps them", funnel.assets, replace(READER, agent=OLD_ANDROID.agent), History(pages=60, noted=SEEN), "", 0),
    ("an order after a look around", funnel.skipped_steps, ORDERER, History(pages=9), "", 0),
    ("an order out of nothing", funnel.skipped_steps, ORDERER, History(pages=1), "funnel-short", 30),
    ("the checkout opened again the next day", funnel.skipped_steps, replace(ORDERER, method="GET"), History(pages=1), "", 0),
    ("an order by the API", funnel.skipped_steps, replace(ORDERER, is_api=True), History(pages=1), "", 0),
    ("an order that nobody could count", funnel.skipped_steps, ORDERER, History(is_store_away=True), "", 0),
    ("a form read and sent", funnel.quick_form, ORDERER, History(ring=ring([40_000, 9_000])), "", 0),
    ("a form filled by the browser and confirmed", funnel.quick_form, ORDERER, History(ring=ring([1_500, 9_000])), "", 0),
    ("a form sent at once", funnel.quick_form, ORDERER, History(ring=ring([300, 9_000])), "form-quick", 60),
    ("a form sent in under a second", funnel.quick_form, ORDERER, History(ring=ring([800, 9_000])), "form-quick", 30),
    ("a first request has taken no time", funnel.quick_form, ORDERER, History(ring=ring([0])), "", 0),
    ("an office that reads a lot", pace.slow_breadth, SHOPPER, History(network_pages_3600=2_000, network_products_3600=700), "", 0),
    ("many hands that share a list", pace.slow_breadth, SHOPPER, History(network_pages_3600=2_000, network_products_3600=1_900), "breadth-network", 90),
    ("a carrier's customers", pace.slow_breadth, replace(SHOPPER, is_crowded=True), History(network_pages_3600=2_000, network_products_3600=1_900), "", 0),
    ("a quiet neighbourhood", pace.slow_breadth, SHOPPER, History(network_pages_3600=300, network_products_3600=300), "", 0),
    ("newcomers at one address", pace.keyless, NEWCOMER, History(pages_60=130), "keyless-minute", 260),
    ("newcomers at one address of a carrier", pace.keyless, replace(NEWCOMER, is_crowded=True), History(pages_60=130), "keyless-minute", 48),
    ("keys given to one address", pace.dropping, NEWCOMER, History(keys_600=1_100), "key-dropping", 260),
    ("keys given to one address of a carrier", pace.dropping, replace(NEWCOMER, is_crowded=True), History(keys_600=1_100), "key-dropping", 48),
    ("two things missing for one cause", coherence.missing, replace(PERSON, oddities=("fetch-metadata-missing", "encoding-missing")), History(), "fetch-metadata-missing", 100),
    ("two contradictions of one disguise", coherence.contradiction, replace(PERSON, oddities=("hints-odd", "fetch-metadata-odd")), History(), "fetch-metadata-odd", 90),
    ("a browser that cannot exist", coherence.version, replace(PERSON, oddities=("agent-impossible",)), History(), "agent-impossible", 118),
    ("a language that is none", coherence.language, replace(PERSON, oddities=("language-odd",)), History(), "language-odd", 48),
    ("nothing odd", coherence.contradiction, PERSON, History(), "", 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("signal", "facts", "history", "code", "points"), [row[1:] for row in WAYS], ids=[row[0] for row in WAYS]
)
def test_ways_through_the_shop(
    signal: Signal, facts: RequestFacts, history: History, code: str, points: int
) -> None:
    found = signal(facts, history, POLICY.card, NOW)
    assert (found.code if found else "", found.points if found else 0) == (code, points)
