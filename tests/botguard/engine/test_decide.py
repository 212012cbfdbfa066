"""Verdicts: exact sums of their reasons, turned into actions by the room's ladder."""

# ruff: noqa: E501 # a table is read by its columns

from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botguard.engine import key as keys
from botguard.engine.crawler import Bot
from botguard.engine.decide import STEPS, Verdict, decide
from botguard.engine.facts import History, Measure, RequestFacts
from botguard.engine.issue import issue
from botguard.engine.policy import CODES, parse_policy
from botguard.engine.tier import Record

POLICY = parse_policy((Path(__file__).parents[3] / "botguard" / "policy.toml").read_text())
NOW = 1_780_000_000
HERE = ip_address("203.0.113.5")
KEY = keys.cut(bytes(16), address=HERE, agent="", now=NOW - 60)
PROVED = keys.opened(KEY, proof="work", now=NOW - 30, seconds=7_200)
PERSON = RequestFacts(
    address=HERE,
    room="browse",
    method="GET",
    path="/",
    agent_class="browser",
    languages="en",
    is_navigation=True,
    key=KEY,
    key_state="good",
)
NEWCOMER = replace(PERSON, key=None, key_state="none")
SPIDER = replace(PERSON, agent_class="tool")
GOOGLEBOT = Bot(state="verified", name="Googlebot", crawler_class="search-engine", proof="range")
GOOGLE = replace(NEWCOMER, agent_class="crawler", crawler="Googlebot", bot=GOOGLEBOT)
TEN_TABS = History(pages_1=10, pages_10=16, pages_60=44, pages_600=400, products_60=44, products_3600=600)
FAST = History(pages_1=8, pages_10=40, pages_60=40, pages_600=40)
SHARED = History(pages_10=30, pages_60=25, keys_60=20, keys_600=90, network_keys_600=200)

VERDICTS: list[tuple[str, RequestFacts, History, str, str]] = [
    # what it shows, facts, history, action, a code among the reasons
    ("a person", PERSON, History(pages_10=1), "allow", ""),
    ("a newcomer", NEWCOMER, History(pages_10=1), "allow", ""),
    ("a person with ten tabs", PERSON, TEN_TABS, "allow", ""),
    ("a person behind a VPN with ten tabs", replace(PERSON, network_kind="vpn"), TEN_TABS, "allow", "network-vpn"),
    ("a person behind Apple's relay", replace(PERSON, network_kind="relay"), TEN_TABS, "allow", "network-relay"),
    ("a person on Tor", replace(PERSON, network_kind="tor"), History(pages_60=20), "allow", "network-tor"),
    ("a person without a language", replace(PERSON, languages="", oddities=("language-missing",)), History(), "allow", "language-missing"),
    ("one newcomer among two hundred", NEWCOMER, SHARED, "allow", ""),
    ("one of two hundred with a key", PERSON, replace(SHARED, pages_60=30, pages_10=5), "allow", ""),
    ("an old browser", replace(PERSON, oddities=("fetch-metadata-missing",)), History(), "allow", "fetch-metadata-missing"),
    ("a tool that takes its time", SPIDER, History(pages_60=10), "allow", "agent-tool"),
    ("a tool that hurries", SPIDER, History(pages_10=25), "soft", "agent-tool"),
    ("a browser that hurries", PERSON, FAST, "challenge", "pace-ten-seconds"),
    ("a browser that hurries with a proof", replace(PERSON, key=PROVED), FAST, "slow", "proof"),
    ("a tool at full speed", SPIDER, FAST, "throttle", "pace-ten-seconds"),
    ("a spider that goes on", PERSON, History(pages_10=300), "refuse", "pace-ten-seconds"),
    ("a spider that goes on with a proof", replace(PERSON, key=PROVED), History(pages_60=160), "throttle", "proof"),
    ("reading sideways", PERSON, History(products_60=70), "challenge", "breadth-minute"),
    ("a thousand requests", PERSON, History(requests_60=700), "challenge", "request-rate"),
    ("a newcomer at full speed", NEWCOMER, History(pages_60=130), "challenge", "keyless-minute"),
    ("newcomers who drop their keys", NEWCOMER, History(keys_600=1_100), "challenge", "key-dropping"),
    ("the same held against a known key", replace(PERSON, key=replace(KEY, born_at=NOW - 121)), History(keys_600=1_100), "allow", ""),
    ("a forged key", replace(NEWCOMER, key_state="forged"), History(), "allow", "key-forged"),
    ("a moved key", replace(PERSON, key_state="moved"), History(), "allow", "key-moved"),
    ("a foreign key", replace(PERSON, key_state="foreign"), History(), "allow", "key-foreign"),
    ("a revoked key, from the snapshot", replace(PERSON, key_state="revoked"), History(), "refuse", "key-revoked"),
    ("a revoked key, from the counters", PERSON, History(revocation=f"*={NOW + 60}=staff;"), "refuse", "key-revoked"),
    ("a key that was revoked once", PERSON, History(revocation=f"*={NOW}=staff;"), "allow", ""),
    ("a room closed to the key", replace(PERSON, room="search"), History(revocation=f"search={NOW + 60}=staff;"), "refuse", "room-closed"),
    ("the same from the snapshot", replace(PERSON, room="search", revocation=f"search={NOW + 60}=staff;"), History(), "refuse", "room-closed"),
    ("another room than the one that is closed", PERSON, History(revocation=f"search={NOW + 60}=staff;"), "allow", ""),
    ("a banned address, from the counters", NEWCOMER, History(banned_for="trap-hit"), "refuse", "ban"),
    ("a banned address, from the snapshot", replace(NEWCOMER, measures=(Measure(effect="ban", reason="b"),)), History(), "refuse", "ban"),
    ("a trap", replace(PERSON, is_trap=True), History(traps=1), "refuse", "trap-hit"),
    ("a trap, with a proof", replace(PERSON, key=PROVED, is_trap=True), History(), "refuse", "trap-hit"),
    ("one scanner's path", replace(PERSON, is_scan=True), History(scans=1), "allow", "scanner-path"),
    ("three scanner's paths", replace(PERSON, is_scan=True), History(scans=3), "refuse", "scanner-path"),
    ("a neighbour of a scanner", PERSON, History(scans=30), "allow", ""),
    ("a filled decoy", PERSON, History(noted={"decoy-field": 1}), "allow", "decoy-field"),
    ("out of turns", PERSON, History(retry_after=7), "throttle", ""),
    ("out of turns, on the list of the allowed", replace(PERSON, measures=(Measure(effect="allow", reason="ours"),)), History(retry_after=7), "allow", "rule-allow"),
    ("denied by staff", replace(PERSON, measures=(Measure(effect="deny", reason="d"),)), History(), "refuse", "rule-deny"),
    ("challenged by staff", replace(PERSON, measures=(Measure(effect="challenge", reason="c"),)), History(), "challenge", "rule-challenge"),
    ("challenged by staff, with a proof", replace(PERSON, key=PROVED, measures=(Measure(effect="challenge", reason="c"),)), History(), "slow", "rule-challenge"),
    ("allowed wins over denied", replace(PERSON, measures=(Measure(effect="deny", reason="d"), Measure(effect="allow", reason="a"))), History(), "allow", "rule-allow"),
    ("a rule that only watches", replace(PERSON, measures=(Measure(effect="observe", reason="o"),)), History(), "allow", ""),
    ("a proved crawler reads on", GOOGLE, History(pages_60=100), "allow", "crawler-verified"),
    ("a proved crawler at the cart", replace(GOOGLE, room="cart"), History(), "refuse", "crawler-room"),
    ("a proved crawler at the checkout", replace(GOOGLE, room="checkout"), History(), "refuse", "crawler-room"),
    ("an impostor", replace(NEWCOMER, agent_class="crawler", bot=Bot(state="fake", name="Googlebot")), History(), "challenge", "crawler-impostor"),
    ("an unknown crawler", replace(NEWCOMER, agent_class="crawler"), History(), "allow", "crawler-claim"),
    ("the checkout without a proof", replace(PERSON, room="checkout"), History(), "challenge", ""),
    ("the checkout with a proof", replace(PERSON, room="checkout", key=PROVED), History(), "allow", "proof"),
    ("the checkout with a proof from elsewhere", replace(PERSON, room="checkout", key=PROVED, key_state="moved"), History(), "soft", "key-moved"),
    ("a form for the checkout with a proof from elsewhere", replace(PERSON, method="POST", room="checkout", key=PROVED, key_state="moved"), History(), "challenge", "key-moved"),
    ("a safeguarded customer who hurries", replace(PERSON, tier="safeguard"), FAST, "soft", "account-safeguard"),
    ("a safeguarded customer who hurries with a proof", replace(PERSON, tier="safeguard", key=PROVED), FAST, "allow", "account-safeguard"),
    ("a safeguarded customer behind a banned address", replace(PERSON, tier="safeguard", key=PROVED), History(banned_for="keyless-minute"), "slow", "ban"),
    ("a safeguarded customer in a trap", replace(PERSON, tier="safeguard", key=PROVED, is_trap=True), History(), "refuse", "trap-hit"),
    ("a safeguarded customer out of turns", replace(PERSON, tier="safeguard"), History(retry_after=7), "challenge", ""),
    ("a distrusted account in the catalogue", replace(PERSON, tier="distrusted"), History(), "allow", "account-distrusted"),
    ("a distrusted account that hurries", replace(PERSON, tier="distrusted"), FAST, "challenge", "account-distrusted"),
    ("a distrusted account that hurries with a proof", replace(PERSON, tier="distrusted", key=PROVED), FAST, "throttle", "account-distrusted"),
    ("a neighbourhood of lost orders", replace(PERSON, around=Record(lost=4)), History(), "allow", "network-losses"),
    ("a neighbourhood of lost orders among many kept ones", replace(PERSON, around=Record(kept=40, lost=4)), History(), "allow", ""),
    ("a neighbourhood of kept orders", replace(PERSON, around=Record(kept=12)), History(), "allow", "network-kept"),
    ("the checkout with a proof of another browser", replace(PERSON, room="checkout", key=PROVED, key_state="foreign"), History(), "challenge", "key-foreign"),
    ("the cart without a proof", replace(PERSON, room="cart"), History(), "allow", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "history", "action", "code"), [row[1:] for row in VERDICTS], ids=[row[0] for row in VERDICTS]
)
def test_what_happens_to_whom(facts: RequestFacts, history: History, action: str, code: str) -> None:
    verdict = decide(facts, history, POLICY, now=NOW)
    assert verdict.action == action, verdict.weighed
    assert not code or code in verdict.weighed.codes


REMEDIES: list[tuple[str, RequestFacts, History, tuple[bool, bool]]] = [
    # takes the key, bans the address
    ("a trap", replace(PERSON, is_trap=True), History(), (True, True)),
    ("a trap without a key", replace(NEWCOMER, is_trap=True), History(), (False, True)),
    ("a trap behind a relay", replace(PERSON, is_trap=True, network_kind="relay"), History(), (True, False)),
    ("scanning", replace(PERSON, is_scan=True), History(scans=5), (True, True)),
    ("a key far too fast", PERSON, History(pages_10=300), (True, False)),
    ("an address far too fast without a key", NEWCOMER, History(pages_60=900), (False, True)),
    ("banned already", NEWCOMER, History(banned_for="trap-hit", pages_60=900), (False, False)),
    ("revoked already", replace(PERSON, key_state="revoked", is_trap=True), History(), (False, False)),
    ("a person", PERSON, History(), (False, False)),
    ("only challenged", PERSON, FAST, (False, False)),
]


@pytest.mark.parametrize(
    ("facts", "history", "remedies"), [row[1:] for row in REMEDIES], ids=[row[0] for row in REMEDIES]
)
def test_what_happens_from_then_on(
    facts: RequestFacts, history: History, remedies: tuple[bool, bool]
) -> None:
    verdict = decide(facts, history, POLICY, now=NOW)
    assert (verdict.takes_key, verdict.bans_address) == remedies


counts = st.integers(0, 100_000)
histories = st.builds(
    History,
    is_revoked=st.booleans(),
    banned_for=st.sampled_from(["", "trap-hit"]),
    retry_after=st.integers(0, 600),
    **dict.fromkeys(
        (
            *("pages_1", "pages_10", "pages_60", "pages_600", "requests_60", "products_60", "products_3600"),
            *("keys_60", "keys_600", "network_keys_600", "traps", "scans"),
        ),
        counts,
    ),
)
visitors = st.builds(
    replace,
    st.sampled_from([PERSON, NEWCOMER, SPIDER, GOOGLE]),
    room=st.sampled_from(["browse", "search", "cart", "checkout", "account", "api"]),
    key_state=st.sampled_from(["none", "good", "forged", "moved", "foreign", "revoked"]),
    network_kind=st.sampled_from(["unknown", "hosting", "tor", "vpn", "relay", "private", "crawler"]),
    is_trap=st.booleans(),
    is_scan=st.booleans(),
    languages=st.sampled_from(["", "en"]),
)


@given(facts=visitors, history=histories)
def test_every_total_is_the_sum_of_what_is_shown(facts: RequestFacts, history: History) -> None:
    verdict: Verdict = decide(facts, history, POLICY, now=NOW)
    weighed = verdict.weighed
    assert weighed.total == POLICY.card.prior + sum(each.points for each in weighed.evidence)
    assert {each.code for each in weighed.evidence} <= CODES
    assert all(each.sentence for each in weighed.evidence)
    assert verdict.action in STEPS
    assert len(set(weighed.codes)) == len(weighed.codes)


@given(facts=visitors, history=histories, more=st.integers(1, 1_000))
def test_going_faster_never_helps(facts: RequestFacts, history: History, more: int) -> None:
    faster = replace(history, pages_10=history.pages_10 + more, pages_60=history.pages_60 + more)
    slower, hurried = (decide(facts, each, POLICY, now=NOW) for each in (history, faster))
    assert STEPS.index(hurried.action) >= STEPS.index(slower.action)


@pytest.mark.parametrize(
    ("facts", "action", "outcome"),
    [
        (NEWCOMER, "allow", "new"),
        (NEWCOMER, "challenge", "new"),
        (NEWCOMER, "refuse", None),
        (GOOGLE, "allow", None),
        (PERSON, "allow", None),
        (replace(PERSON, key=replace(KEY, issued_at=NOW - 1_000)), "allow", "same"),
        (replace(PERSON, key_state="moved"), "allow", "same"),
        (replace(PERSON, key_state="foreign"), "allow", "new"),
        (replace(PERSON, key_state="revoked"), "allow", None),
        (replace(NEWCOMER, is_guarded=False), "allow", None),
    ],
    ids=[
        *("a newcomer gets one", "a challenged newcomer too", "a refused one does not", "a proved crawler needs none"),
        *("a young key stays", "a key past half its life is renewed", "a moved key is bound anew"),
        *("a foreign key is replaced", "a revoked key is not", "unguarded pages give none"),
    ],
)  # fmt: skip
def test_which_key_an_answer_brings(facts: RequestFacts, action: str, outcome: str | None) -> None:
    key = issue(facts, action=action, dice=lambda size: b"n" * size, now=NOW)
    assert (key and ("new" if key.id == (b"n" * 16).hex() else "same")) == outcome
