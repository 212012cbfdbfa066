"""Who a program is, by each proof, and what the merchant lets it do."""

from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest

from botguard.engine.crawler import BY_NAME, CLASSES, OPERATORS, Bot, find_operator, is_host_of, judge_claim
from botguard.engine.decide import decide
from botguard.engine.facts import History, RequestFacts
from botguard.engine.policy import parse_policy

POLICY = parse_policy((Path(__file__).parents[3] / "botguard" / "policy.toml").read_text())
IDENTITY = frozenset(
    {
        "crawler-verified",
        "crawler-impostor",
        "crawler-room",
        "crawler-unwelcome",
        "partner-key",
        "partner-room",
    }
)
FACTS = RequestFacts(
    address=IPv4Address("192.0.2.1"),
    room="browse",
    method="GET",
    path="/",
    agent="robot",
    agent_class="crawler",
    is_navigation=True,
    languages="en",
)
GOOGLE = Bot(state="verified", name="Googlebot", crawler_class="search-engine", proof="range")
AGENT = Bot(
    state="verified", name="Agent", crawler_class="shopping-agent", proof="signature", permission="shop"
)
PARTNER = Bot(
    state="verified",
    name="Feed",
    crawler_class="partner",
    proof="signature",
    rooms=frozenset({"api"}),
    signer="k",
)

CLAIMS: list[tuple[str, str, str, str, tuple[str, str]]] = [
    ("in the range it publishes", "Googlebot", "Googlebot", "", ("verified", "range")),
    ("in another's range, not looked up yet", "Googlebot", "Bingbot", "", ("claimed", "")),
    ("in another's range, without a host name to save it", "GPTBot", "Googlebot", "", ("fake", "")),
    ("outside of every range, not looked up yet", "Googlebot", "", "", ("claimed", "")),
    ("outside of every range, with another's host name", "Googlebot", "", "fake", ("fake", "")),
    ("outside of its range, without a host name to save it", "GPTBot", "", "", ("fake", "")),
    (
        "outside of our copy of its range, but by its host name",
        "Googlebot",
        "",
        "verified",
        ("verified", "host-name"),
    ),
    ("in its range, whatever the name says", "Googlebot", "Googlebot", "fake", ("verified", "range")),
    ("without a range, not looked up yet", "YandexBot", "", "", ("claimed", "")),
    ("without a range, by its host name", "YandexBot", "", "verified", ("verified", "host-name")),
    ("without a range, with another's host name", "YandexBot", "", "fake", ("fake", "")),
    ("with neither range nor host name", "Bytespider", "", "", ("claimed", "")),
]


@pytest.mark.parametrize(
    ("name", "range_name", "name_state", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CLAIMS]
)
def test_claim(name: str, range_name: str, name_state: str, expected: tuple[str, str]) -> None:
    assert judge_claim(BY_NAME[name], range_name=range_name, name_state=name_state) == expected


HOSTS: list[tuple[str, str, str, bool]] = [
    ("a crawler's host", "Googlebot", "crawl-66-249-66-1.googlebot.com", True),
    ("in capitals and with its dot", "Googlebot", "CRAWL-66-249-66-1.GOOGLEBOT.COM.", True),
    ("the other domain", "Googlebot", "rate-limited-proxy-66-249-90-77.google.com", True),
    ("a domain that only ends alike", "Googlebot", "crawl.evilgooglebot.com", False),
    ("a domain that only begins alike", "Googlebot", "crawl.googlebot.com.evil.example", False),
    ("the bare domain", "Googlebot", "googlebot.com", False),
    ("another's", "Bingbot", "crawl-66-249-66-1.googlebot.com", False),
    ("of one without domains", "Bytespider", "x.bytedance.com", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "hostname", "fits"), [pytest.param(*row[1:], id=row[0]) for row in HOSTS])
def test_host_name(name: str, hostname: str, fits: bool) -> None:
    assert is_host_of(BY_NAME[name], hostname) is fits


def test_every_robot_is_of_a_class_and_only_shopping_agents_may_shop() -> None:
    codes = {each.code for each in CLASSES}
    assert {each.crawler_class for each in OPERATORS} <= codes
    assert [each.code for each in CLASSES if "shop" in each.choices] == ["shopping-agent"]
    assert all(each.default in each.choices and each.default != "shop" for each in CLASSES)
    assert len(BY_NAME) == len(OPERATORS)


def test_a_robot_is_found_by_what_it_calls_itself() -> None:
    found = find_operator("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; OAI-SearchBot/1.3)")
    assert found is not None
    assert (found.name, found.crawler_class) == ("ChatGPT", "ai-search")
    assert find_operator("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0") is None


def with_(**changes: Any) -> RequestFacts:  # Any: fields of every kind
    """Return the facts of a robot on the catalogue, changed."""
    return replace(FACTS, **changes)


ONCE = replace(AGENT, is_single_use=True)
CLERK = replace(PARTNER, rooms=frozenset({"checkout"}))
VERDICTS: list[tuple[str, RequestFacts, History, str, str]] = [
    ("a proved search engine reads", with_(bot=GOOGLE), History(), "allow", "crawler-verified"),
    (
        "however fast it reads",
        with_(bot=GOOGLE),
        History(pages_60=900, products_60=500, retry_after=9),
        "allow",
        "crawler-verified",
    ),
    ("but buys nothing", with_(bot=GOOGLE, room="checkout"), History(), "refuse", "crawler-room"),
    (
        "puts nothing into a cart",
        with_(bot=GOOGLE, room="cart", method="POST"),
        History(),
        "refuse",
        "crawler-room",
    ),
    ("opens no account", with_(bot=GOOGLE, room="register"), History(), "refuse", "crawler-room"),
    (
        "and sends nothing, wherever it is",
        with_(bot=GOOGLE, method="POST"),
        History(),
        "refuse",
        "crawler-room",
    ),
    (
        "a proved robot of a class that is shut out",
        with_(bot=replace(GOOGLE, permission="refuse")),
        History(),
        "refuse",
        "crawler-unwelcome",
    ),
    (
        "who merely says to be of that class",
        with_(bot=Bot(state="claimed", permission="refuse")),
        History(),
        "refuse",
        "crawler-unwelcome",
    ),
    (
        "a false robot",
        with_(bot=Bot(state="fake", name="Googlebot")),
        History(),
        "challenge",
        "crawler-impostor",
    ),
    (
        "a browser that signs with a stranger's key",
        with_(agent_class="browser", bot=Bot(state="fake", problem="unknown-key")),
        History(),
        "challenge",
        "crawler-impostor",
    ),
    (
        "a browser that signs for nobody we know",
        with_(agent_class="browser", bot=Bot(state="claimed", problem="unknown-agent")),
        History(),
        "allow",
        "none",
    ),
    (
        "a shopping agent reads",
        with_(bot=AGENT, agent_class="browser"),
        History(),
        "allow",
        "crawler-verified",
    ),
    (
        "buys by a signature that counts once",
        with_(bot=ONCE, agent_class="browser", room="checkout", method="POST"),
        History(),
        "allow",
        "crawler-verified",
    ),
    (
        "not by one that could be shown again",
        with_(bot=AGENT, agent_class="browser", room="checkout", method="POST"),
        History(),
        "challenge",
        "none",
    ),
    (
        "nor where the merchant lets it only read",
        with_(bot=replace(ONCE, permission="read"), agent_class="browser", room="checkout"),
        History(),
        "refuse",
        "crawler-room",
    ),
    (
        "and signs in like anybody",
        with_(bot=ONCE, agent_class="browser", room="sign-in"),
        History(),
        "allow",
        "none",
    ),
    (
        "a partner in its room, by any program",
        with_(bot=PARTNER, agent_class="tool", room="api"),
        History(pages_60=200),
        "allow",
        "partner-key",
    ),
    (
        "a partner in another room",
        with_(bot=PARTNER, agent_class="tool"),
        History(),
        "refuse",
        "partner-room",
    ),
    (
        "a partner waits its turn like anybody",
        with_(bot=PARTNER, agent_class="tool", room="api"),
        History(retry_after=3),
        "throttle",
        "partner-key",
    ),
    (
        "a partner whose key opens the checkout",
        with_(bot=CLERK, agent_class="tool", room="checkout", method="POST"),
        History(),
        "allow",
        "partner-key",
    ),
]


@pytest.mark.parametrize(
    ("facts", "history", "action", "code"), [pytest.param(*row[1:], id=row[0]) for row in VERDICTS]
)
def test_verdict(facts: RequestFacts, history: History, action: str, code: str) -> None:
    verdict = decide(facts, history, POLICY, now=1_000.0)
    assert verdict.action == action, verdict.weighed
    assert code in (verdict.weighed.codes or ("none",)) or (
        code == "none" and "crawler-verified" not in verdict.weighed.codes
    )
    assert not verdict.bans_address


def test_a_robot_gets_no_key_but_who_shops_does() -> None:
    assert not replace(FACTS, bot=GOOGLE).is_due_a_key
    assert not replace(FACTS, bot=PARTNER).is_due_a_key
    assert replace(FACTS, bot=AGENT).is_due_a_key
    assert replace(FACTS, bot=PARTNER).count_id == "k"
