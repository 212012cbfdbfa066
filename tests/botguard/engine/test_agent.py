"""Agents: what programs and browsers call themselves, judged on a public collection that was not made for us."""

# ruff: noqa: E501 # a table is read by its columns

import re
from pathlib import Path

import pytest

from botguard.collect.agents import agent_class
from botguard.engine.version import is_impossible, is_stale
from tests.botguard.engine.test_manner import TERMS, TODAY

EXAMPLES = Path(__file__).parent / "agents"
ENTRY = re.compile(r"""^\s+- (["']?)(.*)\1\s*$""")


def examples(name: str) -> list[str]:
    """Return the agents of one file: a list of lists, one agent a line."""
    lines = (EXAMPLES / name).read_text().splitlines()
    return [found[2] for line in lines if (found := ENTRY.match(line))]


def test_crawlers_are_seldom_taken_for_people() -> None:
    agents = examples("crawlers.yml")
    assert len(agents) > 600
    taken = [agent for agent in agents if agent_class(agent) == "browser"]
    assert len(taken) / len(agents) < 0.04


def test_people_are_seldom_taken_for_programs() -> None:
    agents = examples("browsers.yml")
    assert len(agents) > 550
    hurt = [agent for agent in agents if agent_class(agent) in ("crawler", "tool", "headless", "empty")]
    assert len(hurt) / len(agents) < 0.025
    # Programs of telephones that are no browsers; they weigh next to nothing.
    unknown = [agent for agent in agents if agent_class(agent) == "unknown"]
    assert len(unknown) / len(agents) < 0.12


def test_hardly_any_real_browser_is_called_impossible_and_no_telephone_stale() -> None:
    agents = examples("browsers.yml")
    assert sum(is_impossible(agent, terms=TERMS, today=TODAY) for agent in agents) <= 1
    stale = [agent for agent in agents if is_stale(agent, terms=TERMS)]
    assert not [
        agent for agent in stale if re.search(r"Android|iPhone|iPad|Mobile|TV|Xbox|Windows NT [56]", agent)
    ]


CLASSES: list[tuple[str, str, str]] = [
    ("nothing", "", "empty"),
    ("spaces", "  ", "empty"),
    ("Firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "browser"),
    ("Opera Mini", "Opera/9.80 (Android; Opera Mini/36.2/191.248; U; en) Presto/2.12.423 Version/12.16", "browser"),
    ("Internet Explorer 8", "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0)", "browser"),
    ("a Nokia of 2008", "Nokia6280/2.0 (03.60) Profile/MIDP-2.0 Configuration/CLDC-1.1", "browser"),
    ("lynx, which names its library", "Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8", "browser"),
    ("Instagram's own window", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 400.0.0 (iPhone15,2; iOS 18_6; de_DE)", "browser"),
    ("a shop opened inside of a chat program", "Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) discord/0.0.306 Chrome/142.0.0.0 Electron/39.1.11 Safari/537.36", "browser"),
    ("a make of telephones whose name ends like a robot's", "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36", "browser"),
    ("a telephone with an address in its name", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/111.0.0.0 Mobile Safari/537.36 (Ecosia android@111.0.5563.116)", "browser"),
    ("headless Chromium", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36", "headless"),
    ("scrapy", "Scrapy/2.13 (+https://scrapy.org)", "tool"),
    ("sqlmap", "sqlmap/1.8.11#stable (https://sqlmap.org)", "tool"),
    ("an attack in the name", "Mozilla/5.0 (Windows NT 6.1) Chrome/75.0 Safari/537.36'+(select load_file('x'))+'", "tool"),
    ("Googlebot", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "crawler"),
    ("a crawler on nobody's list", "Mozilla/5.0 (compatible; NobodyKnowsMe/1.0)", "crawler"),
    ("a browser that gives an address to complain at", "Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36 ops@example.com", "crawler"),
    ("a program of a telephone", "Hulu/6.8.1 (iOS 13.3; en_US; iPhone12,1; 17C54)", "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("agent", "kind"), [row[1:] for row in CLASSES], ids=[row[0] for row in CLASSES])
def test_what_an_agent_is_taken_for(agent: str, kind: str) -> None:
    assert agent_class(agent) == kind
