"""Whole visitors as they come: no honest one is asked for anything while looking around, and the others are.

Honest ones are old, small, private, shared, hurried, or behind machines of their companies. Each keeps its headers over a
visit; the histories are what the counters say after such a visit. Dishonest ones are what attackers run, at their pace.
"""

# ruff: noqa: E501 # a table is read by its columns

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from botguard import collect, conf
from botguard.engine import key as keys
from botguard.engine.decide import STEPS, Verdict, decide
from botguard.engine.facts import History, RequestFacts
from tests.botguard.engine.test_manner import (
    CHROME,
    FIREFOX,
    LYNX,
    OLD_ANDROID,
    OLD_SAFARI,
    PHONE,
    SAFARI,
    Manner,
)
from tests.botguard.engine.test_rhythm import HALF_TO_ONE_AND_A_HALF, METRONOME, READER, ring

NOW = 1_780_000_000.0
LOOKING = History(
    pages_1=1,
    pages_10=3,
    pages_60=9,
    pages_600=40,
    pages=40,
    requests_60=30,
    products_60=5,
    products_3600=20,
    ring=ring(READER),
    noted={"assets-seen": 3},
)
NEW = History(pages_1=1, pages_10=1, pages_60=1, pages_600=1, pages=1, requests_60=1)
TEN_TABS = History(
    pages_1=8,
    pages_10=14,
    pages_60=30,
    pages_600=60,
    pages=80,
    requests_60=60,
    products_60=20,
    products_3600=60,
    ring=ring(READER),
    noted={"assets-seen": 1},
)
UNSTYLED = replace(LOOKING, noted={})
CROWD = replace(
    NEW,
    pages_60=60,
    products_60=55,
    keys_60=40,
    keys_600=350,
    network_keys_600=600,
    network_pages_3600=9_000,
    network_products_3600=7_000,
)


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody at the door: headers, where from, and what the counters know."""

    headers: dict[str, str]
    history: History = LOOKING
    has_key: bool = True
    known: dict[str, Any] = field(default_factory=dict)  # facts that files or staff tell; Any: of every type
    path: str = "/p/lamp/"


def worn(manner: Manner, **changes: str) -> dict[str, str]:
    """Return the headers of a manner."""
    headers = {
        "User-Agent": manner.agent,
        "Accept": manner.accept,
        "Accept-Encoding": manner.encoding,
        "Accept-Language": manner.languages,
        "Sec-Fetch-Site": manner.site,
        "Sec-Fetch-Mode": manner.mode,
        "Sec-Fetch-Dest": manner.destination,
        "Sec-Fetch-User": manner.user,
        "Sec-CH-UA": manner.brands,
        "Sec-CH-UA-Mobile": manner.mobile,
        "Sec-CH-UA-Platform": manner.platform,
    } | {name.replace("_", "-"): value for name, value in changes.items()}
    return {name: value for name, value in headers.items() if value}


BARE = dict.fromkeys(
    (
        "Sec_Fetch_Site",
        "Sec_Fetch_Mode",
        "Sec_Fetch_Dest",
        "Sec_Fetch_User",
        "Sec_CH_UA",
        "Sec_CH_UA_Mobile",
        "Sec_CH_UA_Platform",
    ),
    "",
)
TOR = {"network_kind": "tor"}
VPN = {"network_kind": "vpn"}
RELAY = {"network_kind": "relay", "is_crowded": True}
CARRIER = {"is_crowded": True}

HONEST: list[tuple[str, Visitor]] = [
    ("Chrome on Windows", Visitor(headers=worn(CHROME))),
    ("Chrome on a telephone", Visitor(headers=worn(PHONE))),
    ("a first visit", Visitor(headers=worn(PHONE), history=NEW, has_key=False)),
    ("somebody who opens ten tabs", Visitor(headers=worn(FIREFOX), history=TEN_TABS)),
    ("an old Android telephone", Visitor(headers=worn(OLD_ANDROID))),
    ("an old iPad", Visitor(headers=worn(OLD_SAFARI))),
    ("lynx, which fetches no styles", Visitor(headers=worn(LYNX), history=UNSTYLED)),
    ("Safari behind Private Relay", Visitor(headers=worn(SAFARI), known=RELAY)),
    ("a first visit behind Private Relay, with a crowd", Visitor(headers=worn(SAFARI), known=RELAY, history=CROWD, has_key=False)),
    ("a first visit behind a carrier, with a crowd of two hundred", Visitor(headers=worn(PHONE), known=CARRIER, history=CROWD, has_key=False)),
    ("one of a carrier's crowd, looking around", Visitor(headers=worn(PHONE), known=CARRIER, history=replace(LOOKING, keys_600=350, network_keys_600=600, network_pages_3600=9_000, network_products_3600=7_000))),
    ("Firefox with strict privacy, which says little", Visitor(headers=worn(FIREFOX, Accept_Language="en-US,en;q=0.5"))),
    ("Tor Browser", Visitor(headers=worn(FIREFOX), known=TOR)),
    ("Tor Browser, a first visit from an exit that many use", Visitor(headers=worn(FIREFOX), known=TOR, history=replace(NEW, pages_60=25, keys_600=80), has_key=False)),
    ("Brave behind a VPN", Visitor(headers=worn(CHROME, Sec_CH_UA='"Chromium";v="142", "Brave";v="142"'), known=VPN)),
    ("a company's proxy without Sec-Fetch and hints", Visitor(headers=worn(CHROME, **BARE))),
    ("the same, hosted in a cloud", Visitor(headers=worn(CHROME, **BARE), known={"network_kind": "hosting"})),
    ("a company's proxy that unpacks and strips", Visitor(headers=worn(CHROME, **BARE, Accept_Encoding=""))),
    ("somebody who disguises their browser", Visitor(headers=worn(FIREFOX, User_Agent=CHROME.agent))),
    ("a disguise that contradicts its hints", Visitor(headers=worn(CHROME, User_Agent=FIREFOX.agent), known=VPN)),
    ("a browser without a language", Visitor(headers=worn(FIREFOX, Accept_Language=""))),
    ("somebody who blocks styles and scripts", Visitor(headers=worn(FIREFOX), history=UNSTYLED)),
    ("a password manager that filled the decoy", Visitor(headers=worn(CHROME), history=replace(LOOKING, noted={"assets-seen": 1, "decoy-field": 1}), path="/cart/")),
    ("somebody with broken bookmarks", Visitor(headers=worn(FIREFOX), history=replace(LOOKING, noted={"missing-page": 9}))),
    ("somebody who mistyped a form, a coupon and a password", Visitor(headers=worn(PHONE), history=replace(LOOKING, noted={"invalid-form": 6, "coupon-guess": 3, "sign-in-failure": 4}), path="/cart/")),
    ("a card refused twice", Visitor(headers=worn(PHONE), history=replace(LOOKING, noted={"cards": 2, "declines": 2}), path="/cart/")),
    ("a telephone that changed its network", Visitor(headers=worn(PHONE), known={"key_state": "moved"})),
    ("a browser that was updated", Visitor(headers=worn(CHROME), known={"key_state": "foreign"})),
    ("a browser driven for somebody who cannot use their hands", Visitor(headers=worn(CHROME), history=replace(LOOKING, noted={"browser-driven": 1, "assets-seen": 1}))),
    ("a page opened inside of Instagram", Visitor(headers=worn(SAFARI, User_Agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 400.0.0"))),
    ("somebody who pages through a list to its end", Visitor(headers=worn(FIREFOX), path="/c/lamps/?page=9", history=replace(LOOKING, ring=ring([7_000, 9_500, 4_000, 21_000, 8_000, 2_500, 13_000, 5_000, 6_000], range(9, 0, -1), flags=4)))),
    ("a television", Visitor(headers=worn(OLD_ANDROID, User_Agent="Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/38.0.2125.122 Safari/537.36"), history=UNSTYLED)),
]  # fmt: skip

REQUESTS = {"Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
FAST = replace(UNSTYLED, pages_1=5, pages_10=40, pages_60=40, pages_600=40, pages=40, ring=ring([200] * 19))
STEADY = replace(
    UNSTYLED,
    pages_10=5,
    pages_60=30,
    pages_600=300,
    pages=300,
    products_60=28,
    products_3600=280,
    ring=ring(METRONOME),
)
DICED = replace(STEADY, ring=ring(HALF_TO_ONE_AND_A_HALF))
SLOW_HANDS = replace(
    UNSTYLED,
    pages_10=1,
    pages_60=3,
    pages_600=30,
    pages=170,
    products_3600=170,
    ring=ring([20_000] * 19),
    network_pages_3600=9_000,
    network_products_3600=8_800,
)

DISHONEST: list[tuple[str, Visitor]] = [
    ("a library that copied an agent", Visitor(headers={**REQUESTS, "User-Agent": CHROME.agent}, history=STEADY)),
    ("a library that copied an agent and a language, hurrying", Visitor(headers={**REQUESTS, "User-Agent": CHROME.agent, "Accept-Language": "en"}, history=FAST)),
    ("a library on its first page, from a cloud", Visitor(headers={**REQUESTS, "User-Agent": CHROME.agent}, history=NEW, has_key=False, known={"network_kind": "hosting"})),
    ("scrapy at ease", Visitor(headers={**REQUESTS, "User-Agent": "Scrapy/2.13 (+https://scrapy.org)"}, history=DICED)),
    ("curl that impersonates a browser well, by a timer", Visitor(headers=worn(CHROME), history=replace(STEADY, pages_60=62, products_60=61))),
    ("a headless browser that hides its name", Visitor(headers=worn(CHROME, Sec_CH_UA='"Chromium";v="142", "HeadlessChrome";v="142"'), history=replace(STEADY, noted={"browser-driven": 1, "assets-seen": 1}))),
    ("a headless browser that says so, by a timer", Visitor(headers=worn(CHROME, User_Agent=CHROME.agent.replace("Chrome/", "HeadlessChrome/")), history=STEADY)),
    ("an impossible browser by a timer", Visitor(headers=worn(FIREFOX, User_Agent="Mozilla/5.0 (Windows NT 11.0; rv:145.0) Gecko/20100101 Firefox/145.0"), history=STEADY)),
    ("many slow hands of one cloud that share a list", Visitor(headers=worn(FIREFOX), history=SLOW_HANDS, known={"network_kind": "hosting"})),
    ("a card tester", Visitor(headers=worn(CHROME), history=replace(LOOKING, noted={"cards": 8, "declines": 8}), path="/cart/")),
    ("a coupon guesser", Visitor(headers=worn(CHROME), history=replace(LOOKING, noted={"coupon-guess": 25}), path="/cart/")),
    ("an account creator", Visitor(headers=worn(CHROME), history=replace(LOOKING, noted={"accounts": 16, "emails": 16}), path="/account/signup/")),
    ("a prober of addresses", Visitor(headers=worn(CHROME), history=replace(LOOKING, noted={"missing-page": 90}))),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _local(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]


def judged(visitor: Visitor, path: str) -> tuple[RequestFacts, Verdict]:
    """Judge a visitor's request of a path, sent to this machine, where browsers send all of their headers."""
    request = RequestFactory(headers={**visitor.headers, "Host": "127.0.0.1"}).get(path)
    facts = collect.request_facts(request, now=NOW)
    known = dict(visitor.known)
    if visitor.has_key:
        key = keys.cut(bytes(16), address=facts.address, agent=facts.agent, now=int(NOW) - 300)
        known = {"key": key, "key_state": "good", **known}
    facts = replace(facts, **known)
    return facts, decide(facts, visitor.history, conf.policy(), now=NOW)


@pytest.mark.parametrize("visitor", [row[1] for row in HONEST], ids=[row[0] for row in HONEST])
def test_no_honest_visitor_is_asked_for_anything_while_looking_around(visitor: Visitor) -> None:
    for path in dict.fromkeys((visitor.path, "/", "/p/lamp/", "/c/lamps/", "/search/?q=lamp", "/cart/")):
        facts, verdict = judged(visitor, path)
        assert verdict.action in ("allow", "slow"), (path, verdict.weighed)
        assert verdict.weighed.total < conf.policy().ladder(facts.room).challenge - 30, (
            path,
            verdict.weighed,
        )


@pytest.mark.parametrize("visitor", [row[1] for row in DISHONEST], ids=[row[0] for row in DISHONEST])
def test_every_dishonest_visitor_is_asked_for_a_proof_or_more(visitor: Visitor) -> None:
    verdict = judged(visitor, visitor.path)[1]
    assert STEPS.index(verdict.action) >= STEPS.index("soft"), verdict.weighed


@pytest.mark.parametrize("visitor", [row[1] for row in HONEST], ids=[row[0] for row in HONEST])
def test_no_honest_browser_is_taken_for_a_program(visitor: Visitor) -> None:
    assert judged(visitor, visitor.path)[0].agent_class == "browser"
