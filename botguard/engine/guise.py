"""Signals of appearance: what a program calls itself, and whether the rest fits."""

from botguard.engine.facts import History, RequestFacts
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


def _evidence(card: Card, code: str, sentence: str) -> Evidence:
    return Evidence(code=code, points=card.weight(code), sentence=sentence)
