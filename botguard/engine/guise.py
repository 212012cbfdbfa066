"""Signals of appearance: what a program calls itself, and whether the rest fits."""

from botguard.engine.facts import History, RequestFacts
from botguard.engine.room import CLOSED_TO_CRAWLERS
from scorecard import Card, Evidence


def agent(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A program that says what it is, or says nothing at all."""
    sentences = {
        "tool": "The agent is a programming tool",
        "headless": "The agent is a browser without a screen",
        "empty": "No agent was named",
        "unknown": "The agent is not a known browser",
    }
    if facts.agent_class not in sentences:
        return None
    return _evidence(card, f"agent-{facts.agent_class}", sentences[facts.agent_class])


def crawler(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A crawler: proved by its operator's published range, merely claimed, or claimed from outside that range."""
    if facts.is_verified_crawler:
        return _evidence(card, "crawler-verified", f"Address belongs to {facts.crawler}")
    if facts.is_impostor:
        return _evidence(card, "crawler-impostor", "Claims a crawler from outside of its published addresses")
    if facts.agent_class == "crawler":
        return _evidence(card, "crawler-claim", "Calls itself a crawler, which nothing proves")
    return None


def crawler_room(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Crawlers, good ones too, stay out of carts, checkout and accounts."""
    if facts.agent_class == "crawler" and facts.room in CLOSED_TO_CRAWLERS:
        return _evidence(card, "crawler-room", "Crawlers have no business in this room")
    return None


def language(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A browser that asks for a page without naming a language."""
    if facts.agent_class in ("browser", "headless") and facts.is_navigation and not facts.languages:
        return _evidence(card, "language-missing", "A browser that names no language")
    return None


def fetch_metadata(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A browser that always sends Sec-Fetch headers, without them."""
    if facts.agent_class == "browser" and not facts.has_fetch_metadata:
        return _evidence(card, "fetch-metadata-missing", "Headers that this browser always sends are missing")
    return None


def _evidence(card: Card, code: str, sentence: str) -> Evidence:
    return Evidence(code=code, points=card.weight(code), sentence=sentence)
