"""Signals of manner: headers that do not fit the browser they are sent under.

Oddities of one kind have one cause (a proxy that strips headers, a program that copied some), so that of each kind only
the heaviest counts.
"""

from collections.abc import Sequence

from botguard.engine.facts import History, RequestFacts
from scorecard import Card, Evidence

MISSING = {
    "fetch-metadata-missing": "Headers that this browser always sends are missing",
    "hints-missing": "The browser's hints about itself are missing",
    "encoding-missing": "A browser that cannot unpack anything",
}
CONTRADICTION = {
    "fetch-metadata-odd": "Sec-Fetch headers that no browser sends together",
    "hints-odd": "Client hints that contradict the agent",
    "hints-headless": "Client hints of a browser without a screen",
    "accept-odd": "A page asked for as no browser asks for pages",
    "tls-odd": "A handshake that this browser does not make",
}
VERSION = {
    "agent-impossible": "An agent that no browser has ever had",
    "agent-stale": "A browser years behind, on a system that updates it",
}
LANGUAGE = {
    "language-missing": "A browser that names no language",
    "language-odd": "A list of languages that cannot be read",
}


def missing(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Headers that this browser always sends, and now does not; proxies of companies strip some."""
    return _heaviest(facts.oddities, MISSING, card) if facts.oddities else None


def contradiction(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Headers that contradict each other or the agent; people who disguise their browser do that, too."""
    return _heaviest(facts.oddities, CONTRADICTION, card) if facts.oddities else None


def version(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A browser that cannot exist, or one that should be long gone; old telephones are neither."""
    return _heaviest(facts.oddities, VERSION, card) if facts.oddities else None


def language(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A browser that asks for a page without naming a language, or names what is none."""
    return _heaviest(facts.oddities, LANGUAGE, card) if facts.oddities else None


def _heaviest(oddities: Sequence[str], sentences: dict[str, str], card: Card) -> Evidence | None:
    found = [
        Evidence(code=code, points=card.weight(code), sentence=sentences[code])
        for code in oddities
        if code in sentences
    ]
    return max(found, key=lambda each: each.points, default=None)
