"""Signals of past challenges: failed, solved faster than by a browser, solved alike, or solved elsewhere."""

from botguard.engine.facts import History, RequestFacts
from scorecard import Card, Evidence

# So many proofs of one address that took equally long were not made by different people's devices.
LEAST_PROOFS = 8


def tries(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Challenges answered wrongly, or faster than a browser can; only the heavier counts."""
    noted = history.noted
    if not noted:
        return None
    failed, quick = noted.get("challenge-failed", 0), noted.get("challenge-quick", 0)
    found = [
        Evidence(code=code, points=points, sentence=sentence)
        for code, value, sentence in (
            ("challenge-failed", failed, f"{failed} challenges answered wrongly"),
            ("challenge-quick", quick, f"{quick} challenges solved faster than browsers do"),
        )
        if (points := card.weight(code, value))
    ]
    return max(found, key=lambda each: each.points, default=None)


def likeness(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Many challenges solved from one address in nearly the same time; people's devices differ."""
    passed = history.noted.get("challenge-passed-home", 0)
    different = history.noted.get("challenge-times-home", 0)
    if facts.is_crowded or passed < LEAST_PROOFS or not different:
        return None
    points = card.weight("challenge-alike", passed / different)
    sentence = f"{passed} challenges of this address solved in {different} different times"
    return Evidence(code="challenge-alike", points=points, sentence=sentence) if points else None


def borrowed(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A proof made on another network or in another browser than it is shown from; telephones change networks."""
    if facts.key is None or not facts.key.proof or facts.key_state not in ("moved", "foreign"):
        return None
    code = f"proof-{facts.key_state}"
    where = "on another network" if facts.key_state == "moved" else "in another browser"
    return Evidence(code=code, points=card.weight(code), sentence=f"The proof was made {where}")
