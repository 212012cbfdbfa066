"""What is told of a judged request: its step on the visitor's trail, and the decision when it is worth one."""

from typing import NamedTuple

from botguard.engine.address import home
from botguard.engine.count import COUNTS
from botguard.engine.decide import Verdict
from botguard.engine.facts import History, RequestFacts
from botguard.engine.traffic import kind_of
from botguard.engine.trail import Event

COUNTED = tuple(count.name for count in COUNTS)


class Judged(NamedTuple):
    """One request and what became of it; a tuple, because every request makes one."""

    facts: RequestFacts
    history: History
    verdict: Verdict
    is_enforced: bool
    at: float  # unix seconds

    @property
    def kind(self) -> str:
        """Return the text the request is counted under."""
        return kind_of(
            room=self.facts.room, standing=self.verdict.standing, action=self.verdict.action, now=self.at
        )


def visitor_of(facts: RequestFacts) -> str:
    """Return the name of a visitor's trail: the key's, or for all who have none there the address's."""
    return (facts.count_id or home(facts.address).network_address.compressed)[:43]


def event_of(judged: Judged) -> Event:
    """Return the request's step on its visitor's trail."""
    facts, history, verdict, is_enforced, at = judged
    key = facts.key if facts.has_own_count else None
    return Event(
        visitor_of(facts),
        key is not None,
        round(at, 3),
        facts.address.compressed,
        _storable(facts.method, 8),
        _storable(facts.path, 120),
        facts.room,
        verdict.action,
        is_enforced,
        verdict.standing,
        verdict.weighed.total,
        verdict.weighed.codes,
        _storable(facts.agent, 200),
        facts.agent_class,
        _storable(facts.languages, 60),
        key.proof if key else "",
        history.pages,
        history.product_pages,
        _peaks(history) if facts.is_page else {},
    )


def decision_of(judged: Judged) -> dict[str, object] | None:
    """Return the decision with its reasons, or None where nothing happened that staff would look for."""
    facts, _, verdict, is_enforced, at = judged
    # Everybody meets the proof before checkout once: that is no news.
    if verdict.action in ("allow", "slow") or (verdict.action == "challenge" and verdict.standing != "bad"):
        return None
    return {
        "at": at,
        "address": facts.address.compressed,
        "country": facts.country or "",
        "room": facts.room,
        "path": _storable(facts.path, 200),
        "agent": _storable(facts.agent, 300),
        "key_id": facts.key.id if facts.key else "",
        "visitor": visitor_of(facts),
        "action": verdict.action,
        "is_enforced": is_enforced,
        "prior": verdict.weighed.prior,
        "points": verdict.weighed.total,
        "reasons": [
            {"code": each.code, "points": each.points, "sentence": each.sentence}
            for each in verdict.weighed.evidence
        ],
    }


def _peaks(history: History) -> dict[str, int]:
    counts = {name: value for name in COUNTED if (value := getattr(history, name))}
    return {**counts, **history.noted} if history.noted else counts


def _storable(text: str, most: int) -> str:
    text = text[:most]
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
